import {
  End,
  Flow,
  Job,
  MultiSubprocess,
  StartHandler,
  Timer,
  type Activation,
  type FlowNode,
} from 'nestflow';

export class Count {
  count = 0;
}

/** One job that does nothing, so that what is measured is what it costs to run one. */
@Flow({ data: Count, name: 'one-job' })
export class OneJob {
  @StartHandler({ next: 'work' }) start!: FlowNode;
  @Job({ next: 'end' }) work() {}
  @End() end!: FlowNode;
}

/** One timer, due at once. */
@Flow({ data: Count, name: 'one-timer' })
export class OneTimer {
  @StartHandler({ next: 'wait' }) start!: FlowNode;
  @Timer({ after: 0, next: 'end' }) wait!: FlowNode;
  @End() end!: FlowNode;
}

/** As many children as it is told, each with one job. */
@Flow({ data: Count, name: 'many-children' })
export class ManyChildren {
  @StartHandler({ next: 'children' })
  start({ process }: Activation<Count>, count: number) {
    process.data.count = count;
  }
  @MultiSubprocess({
    flow: OneJob,
    start: 'start',
    items: ({ process }: Activation<Count>) => Array.from({ length: process.data.count }, (_, item) => item),
    next: 'end',
  })
  children!: FlowNode;
  @End() end!: FlowNode;
}
