import type { NodeDecorator, NodeName } from '../definition/references.js';
import type { Process } from '../model/process.entity.js';
import { defineNode } from '../runtime/define-node.js';
import type { NodeStep } from '../runtime/node-behaviour.js';
import { CALL_ACTIVITY, calledFlow, SubprocessFailed, type CallOptions } from './called-flow.js';
import { askItems } from './items.js';

/** Options of {@link MultiSubprocess}. */
export interface MultiSubprocessOptions<
  F extends object = object,
  N extends string = string,
  B extends string = string,
> extends CallOptions<F, N, B> {
  /** The start of that flow; it is called with an item. */
  readonly start: NodeName<F>;
  /** One child per item; asked once, when the task is made. */
  readonly items: (activation: never) => readonly unknown[] | Promise<readonly unknown[]>;
  /** One child after the other, in the order of the items. Default: all at once. */
  readonly sequential?: boolean;
}

/** What the task keeps in its `data`. */
interface Instances {
  /** Items whose children are still to be started. */
  readonly pending: readonly unknown[];
  /** The item of each child, by its process id. */
  readonly started: Readonly<Record<string, unknown>>;
}

const instancesOf = ({ activation }: NodeStep): Instances =>
  (activation.task.data as Instances | null) ?? { pending: [], started: {} };

async function spawnNext(step: NodeStep<MultiSubprocessOptions>): Promise<void> {
  const { activation, options, spawn } = step;
  const { pending, started } = instancesOf(step);
  const [item, ...rest] = pending;
  const child = await spawn(calledFlow(options.flow), options.start, item);
  activation.task.data = { pending: rest, started: { ...started, [child.id]: item } } satisfies Instances;
}

/**
 * Starts those children again that have failed, and those that could not be started; the others are as they are. Where
 * all have ended, what failed was the method: it is called again.
 */
async function again(step: NodeStep<MultiSubprocessOptions>, children: readonly Process[]): Promise<void> {
  const failed = children.filter(({ status }) => status === 'FAILED');
  const { pending, started } = instancesOf(step);
  const items = failed.filter(({ id }) => id in started).map(({ id }) => started[id]);
  const kept = Object.fromEntries(
    Object.entries(started).filter(([id]) => !failed.some((child) => child.id === id)),
  );
  const left = [...items, ...pending];
  step.activation.task.data = { pending: left, started: kept } satisfies Instances;
  const isRunning = children.some(({ status }) => status === 'NEW');
  if (left.length === 0 && !isRunning) step.complete();
  else if (!(isRunning && step.options.sequential)) await spawnAll(step, left.length);
}

async function spawnAll(step: NodeStep<MultiSubprocessOptions>, count: number): Promise<void> {
  for (let left = step.options.sequential ? Math.min(count, 1) : count; left > 0; left--)
    await spawnNext(step);
}

const multiSubprocess = defineNode<MultiSubprocessOptions>({
  name: 'MULTI_SUBPROCESS',
  ...CALL_ACTIVITY,
  variant: ({ sequential }) => {
    const repeat = sequential ? 'sequential' : 'parallel';
    return { drawing: { repeat }, bpmn: { repeat } };
  },
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip', 'add', 'finish'],
  async create(step) {
    const { activation, options, complete } = step;
    const children = activation.task.attempts > 0 ? await step.children() : [];
    if (children.length > 0) return again(step, children);
    const items = await askItems(options.items, activation);
    activation.task.data = { pending: items, started: {} } satisfies Instances;
    if (items.length === 0) complete();
    else await spawnAll(step, items.length);
  },
  async adds(step, item) {
    const { pending, started } = instancesOf(step);
    step.activation.task.data = { pending: [...pending, item], started } satisfies Instances;
    if (!step.options.sequential) await spawnNext(step);
  },
  async finishes({ activation, children, send }) {
    send('children.cancel', { parentTaskId: activation.task.id });
    return (await children()).filter(({ status }) => status === 'DONE');
  },
  async childEnded(step, { processId, status, code }) {
    const { pending, started } = instancesOf(step);
    // One that is not of these any more has been started again.
    if (status === 'FAILED' && processId in started) return { error: new SubprocessFailed(processId, code) };
    if (await step.anyChildRunning()) return undefined;
    if (pending.length === 0) {
      const children = await step.children();
      // One that has failed meanwhile is still to be heard of.
      return children.some(({ id, status }) => status === 'FAILED' && id in started)
        ? undefined
        : { result: children };
    }
    await spawnNext(step);
    return undefined;
  },
  run: async ({ node, call, children }, ended) =>
    node.hasMethod ? call(ended ?? (await children())) : undefined,
});

/**
 * Calls another flow once per item, all at once or one after the other, and goes on when every child has ended; one
 * that was cancelled counts as ended. Without items it goes on at once. While it runs a manager may
 * `add` a child, or `finish` it with the children that are done. A method gets (activation, children): the ended
 * processes, in the order they were started. BPMN: multi-instance call activity. Workflow patterns 13 to 15 and 27,
 * multiple instances.
 *
 * @example
 * \@MultiSubprocess({ flow: PackFlow, start: 'item', items: ({ process }: Activation<Order>) => process.data.items, next: 'ship' })
 * pack!: FlowNode;
 */
export function MultiSubprocess<F extends object, const N extends string, const B extends string = never>(
  options: MultiSubprocessOptions<F, N, B>,
): NodeDecorator<
  N | B,
  (activation: never, children: never) => unknown,
  '@MultiSubprocess method takes (activation, children)'
> {
  return multiSubprocess(options as unknown as MultiSubprocessOptions);
}
