import { End, Flow, Start, Subprocess, View } from 'nestflow';

export class AskFlow {}
Start({ next: 'answer' })(AskFlow.prototype, 'ask');
View({ next: 'end', title: 'Give an answer' })(AskFlow.prototype, 'answer');
End()(AskFlow.prototype, 'end');
Flow({ data: class {} })(AskFlow);

export class CallFlow {}
Start({ next: 'call' })(CallFlow.prototype, 'start');
Subprocess({ flow: AskFlow, start: 'ask', next: 'end' })(CallFlow.prototype, 'call');
End()(CallFlow.prototype, 'end');
Flow({ data: class {} })(CallFlow);

/** Exported, and no flow. */
export const answer = 42;
