import { End, Job, StartHandler } from '../nodes/index.js';
import { DefinitionError } from '../errors.js';
import { compileFlows } from './compile.js';
import { Flow } from './flow.decorator.js';
import type { FlowClass, FlowNode } from './flow-node.js';
import { queuesOf } from './job-queues.js';

class Data {}

/** A flow with one job. */
function flowWith(name: string, options: { queue?: string; concurrency?: number }): FlowClass {
  @Flow({ data: Data, name })
  class OneJob {
    @StartHandler({ next: 'work' }) start!: FlowNode;
    @Job({ next: 'end', ...options }) work() {}
    @End() end!: FlowNode;
  }
  return OneJob;
}

const mistakesOf = (...flows: FlowClass[]): string => {
  try {
    compileFlows(flows);
    return '';
  } catch (error) {
    if (error instanceof DefinitionError) return error.message;
    throw error;
  }
};

describe('Queues of jobs', () => {
  it('are the default one, those that are named, and one of its own for a job with a limit', () => {
    const flows = compileFlows([
      flowWith('plain', {}),
      flowWith('mailing', { queue: 'mail' }),
      flowWith('reporting', { concurrency: 2 }),
      flowWith('invoicing', { queue: 'mail', concurrency: 3 }),
    ]);
    expect(queuesOf(flows)).toEqual([
      { name: 'default' },
      { name: 'mail', concurrency: 3 },
      { name: 'reporting.work', concurrency: 2 },
    ]);
  });

  it('B4 have names that every engine can take, and limits that make sense', () => {
    expect(mistakesOf(flowWith('a', { queue: ':timers' }))).toContain(
      "OneJob: 'work' has the queue ':timers'",
    );
    expect(mistakesOf(flowWith('a', { queue: '' }))).toContain("has the queue ''");
    expect(mistakesOf(flowWith('a', { concurrency: 0 }))).toContain('has the concurrency 0');
  });

  it('B4 have one limit, whoever shares them', () => {
    const mail = (name: string, concurrency: number) => flowWith(name, { queue: 'mail', concurrency });
    expect(mistakesOf(mail('a', 2), mail('b', 2))).toBe('');
    expect(mistakesOf(mail('a', 2), mail('b', 3))).toContain(
      "lets 3 jobs of the queue 'mail' run at once, but OneJob: 'work' lets 2",
    );
  });
});
