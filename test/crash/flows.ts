import {
  End,
  Flow,
  Job,
  StartHandler,
  Subprocess,
  Timer,
  View,
  type Activation,
  type FlowNode,
} from 'nestflow';

export class Nothing {}

/** The world outside: remembers what jobs did to it. Each effect commits by itself, whatever becomes of the job. */
export class World {
  async record({ process, task, manager }: Activation<Nothing>): Promise<void> {
    await manager.query('insert into crash_effect (process_id, node, attempt) values ($1, $2, $3)', [
      process.id,
      task.node,
      task.attempts,
    ]);
  }
}

/** How long an attempt may take, so that one that died is soon known to be lost. */
const QUICK = { attempts: 1000, backoff: '200ms', timeout: '2s' } as const;

/** A person approves, a job sends, a timer waits. */
@Flow({ data: Nothing, name: 'crash-hello' })
export class Hello {
  constructor(private readonly world: World) {}
  @StartHandler({ next: 'approve' }) start!: FlowNode;
  @View({ next: 'send' }) approve!: FlowNode;
  @Job({ next: 'pause', ...QUICK })
  send(activation: Activation<Nothing>) {
    return this.world.record(activation);
  }
  @Timer({ after: '300ms', next: 'end' }) pause!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Nothing, name: 'crash-child' })
export class Child {
  constructor(private readonly world: World) {}
  @StartHandler({ next: 'work' }) start!: FlowNode;
  @Job({ next: 'end', queue: 'children', ...QUICK })
  work(activation: Activation<Nothing>) {
    return this.world.record(activation);
  }
  @End() end!: FlowNode;
}

@Flow({ data: Nothing, name: 'crash-parent' })
export class Parent {
  constructor(private readonly world: World) {}
  @StartHandler({ next: 'call' }) start!: FlowNode;
  @Subprocess({ flow: Child, start: 'start', next: 'settle' }) call!: FlowNode;
  @Job({ next: 'end', ...QUICK })
  settle(activation: Activation<Nothing>) {
    return this.world.record(activation);
  }
  @End() end!: FlowNode;
}

/** What must have happened in one process of each flow: its nodes, and which of them are jobs. */
export const EXPECTED = {
  'crash-hello': { nodes: ['approve', 'end', 'pause', 'send', 'start'], jobs: ['send'] },
  'crash-parent': { nodes: ['call', 'end', 'settle', 'start'], jobs: ['settle'] },
  'crash-child': { nodes: ['end', 'start', 'work'], jobs: ['work'] },
} as const;
