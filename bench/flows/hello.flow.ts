import { IsBoolean, IsOptional, IsString, Length } from 'class-validator';
import { End, Flow, Handler, If, Start, View, type Activation, type FlowNode } from 'nestflow';

export class Hello {
  @IsString() @Length(1, 50) text!: string;
  @IsBoolean() @IsOptional() approved?: boolean;
}
export class Message {
  @IsString() @Length(1, 50) text!: string;
}
export class Decision {
  @IsBoolean() approved!: boolean;
}

/** The README's first flow: a person starts it, another approves, code sends the message. */
@Flow({ data: Hello, name: 'hello' })
export class HelloFlow {
  @Start({ form: Message, permission: 'hello.start', next: 'approve' }) start!: FlowNode<Message>;
  @View({ form: Decision, permission: 'hello.approve', next: 'checkApprove' }) approve!: FlowNode<Decision>;
  @If({ then: 'send', else: 'end' })
  checkApprove({ process }: Activation<Hello>) {
    return process.data.approved === true;
  }
  @Handler({ next: 'end' }) send() {}
  @End() end!: FlowNode;
}
