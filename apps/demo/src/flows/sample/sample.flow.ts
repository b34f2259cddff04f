import { type Activation, End, Flow, type FlowNode, Handler, If, Start } from 'nestflow';

/** What the sample's task leaves behind. */
export class Sample {
  completed?: boolean;
}

/** A task that is tried until it succeeds. */
@Flow({
  data: Sample,
  title: 'Sample',
  result: '{% if process.data.completed %}Completed{% else %}Not completed{% endif %}',
})
export class SampleFlow {
  @Start({ title: 'New sample', next: 'task' })
  start!: FlowNode;

  @Handler({ next: 'checkStatus' })
  task({ process }: Activation<Sample>) {
    process.data.completed = Math.random() < 0.5;
  }

  @If({ then: 'end', else: 'task' })
  checkStatus({ process }: Activation<Sample>) {
    return process.data.completed === true;
  }

  @End()
  end!: FlowNode;
}
