import { PickType } from '@nestjs/mapped-types';
import { type Activation, End, Flow, type FlowNode, If, Job, Start, View } from 'nestflow';
import { HelloWorld } from './hello-world.js';
import { World } from './world.js';

/** Somebody writes a message, somebody else approves it, and the world hears of it. */
@Flow({
  data: HelloWorld,
  title: 'Hello world',
  summary: "Send '{{ process.data.text }}' message to the world",
  result:
    "{% if process.data.approved %}Sent '{{ process.data.text }}'{% else %}Message was rejected{% endif %}",
})
export class HelloWorldFlow {
  constructor(private readonly world: World) {}

  @Start({
    form: PickType(HelloWorld, ['text']),
    title: 'New message',
    permission: 'hello.start',
    next: 'approve',
  })
  start!: FlowNode<Pick<HelloWorld, 'text'>>;

  @View({
    form: PickType(HelloWorld, ['approved']),
    permission: 'hello.approve',
    next: 'checkApprove',
    onTimeout: { after: '3d', then: 'escalated' },
  })
  approve!: FlowNode<Pick<HelloWorld, 'approved'>>;

  @If({ then: 'send', else: 'end' })
  checkApprove({ process }: Activation<HelloWorld>) {
    return process.data.approved === true;
  }

  @Job({ next: 'end', attempts: 5, backoff: '10s' })
  async send({ process }: Activation<HelloWorld>) {
    await this.world.say(process.data.text);
  }

  @End({ title: 'Escalated' })
  escalated!: FlowNode;

  @End()
  end!: FlowNode;
}
