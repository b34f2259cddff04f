import { End, Flow, Start, View, type FlowNode } from 'nestflow';
import { Decision, Hello, Message } from './hello.flow.js';

/** Two people in a row: after the first, the process goes on. */
@Flow({ data: Hello, name: 'review' })
export class ReviewFlow {
  @Start({ form: Message, permission: 'hello.start', next: 'approve' }) start!: FlowNode<Message>;
  @View({ form: Decision, permission: 'hello.approve', next: 'review' }) approve!: FlowNode<Decision>;
  @View({ form: Decision, permission: 'hello.approve', next: 'end' }) review!: FlowNode<Decision>;
  @End() end!: FlowNode;
}
