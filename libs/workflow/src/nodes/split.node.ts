import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { EngineFault, InputInvalidError } from '../errors.js';
import type { Activation } from '../runtime/activation.js';
import { defineNode } from '../runtime/define-node.js';
import type { Exit } from '../runtime/node-behaviour.js';
import { askItems } from './items.js';

/** One branch of a {@link Split}: always taken, taken when a condition holds, taken once per item or several times. */
export type SplitBranch<N extends string = string> =
  | N
  | {
      readonly to: N;
      /** Taken only when this holds. Default: always. */
      readonly when?: (activation: never) => boolean | Promise<boolean>;
      /** One task per item, in this order, with the item as its `data`. */
      readonly items?: (activation: never) => readonly unknown[] | Promise<readonly unknown[]>;
      /** This many tasks, with their numbers from 1 as their `data`. */
      readonly times?: number | ((activation: never) => number | Promise<number>);
      /** Shown on the diagram. */
      readonly label?: string;
    };

/** Options of {@link Split}. */
export interface SplitOptions<
  N extends string = string,
  I extends string = string,
> extends CommonNodeOptions {
  /** Taken in this order. */
  readonly branches: readonly SplitBranch<N>[];
  /** Where to when no branch is taken. Without it, that is an error. */
  readonly ifNone?: I;
  /** Where to when the branches are cancelled together, by cancelling the split. Without it, the token is gone. */
  readonly ifCanceled?: I;
}

type BranchObject = Exclude<SplitBranch, string>;
const asObject = (branch: SplitBranch): BranchObject =>
  typeof branch === 'string' ? { to: branch } : branch;
type Ask<Answer> = (activation: Activation) => Answer | Promise<Answer>;

/** The items of a branch that is taken several times; `undefined` for one that is taken once. */
async function itemsOf(
  { items, times }: BranchObject,
  activation: Activation,
): Promise<readonly unknown[] | undefined> {
  if (items) return askItems(items, activation);
  if (times === undefined) return undefined;
  const count = typeof times === 'function' ? await (times as Ask<number>)(activation) : times;
  if (Number.isInteger(count) && count >= 0) return Array.from({ length: count }, (_, index) => index + 1);
  throw new EngineFault(
    `Expected 'times' of '${activation.node.name}' to be a whole number from 0, but it is ${String(count)}.`,
  );
}

function branchMistakes(name: string, { to, items, times }: BranchObject): string[] {
  const mistakes: string[] = [];
  if (items && times !== undefined)
    mistakes.push(`'${name}' leads to '${to}' both by 'items' and by 'times': expected one of them`);
  if (typeof times === 'number' && !(Number.isInteger(times) && times >= 1))
    mistakes.push(`'${name}' leads to '${to}' ${times} times: expected a whole number from 1`);
  return mistakes;
}

const split = defineNode<SplitOptions>({
  name: 'SPLIT',
  category: 'gateway',
  drawing: { outline: 'diamond', marker: 'parallel' },
  bpmn: { type: 'bpmn:ParallelGateway' },
  variant: ({ branches, ifNone }) =>
    ifNone !== undefined || branches.some((branch) => asObject(branch).when)
      ? { drawing: { marker: 'inclusive' }, bpmn: { type: 'bpmn:InclusiveGateway' } }
      : {},
  scope: 'opens',
  edges: (options) => [
    ...options.branches
      .map(asObject)
      .map(
        ({ to, label, items, times }) =>
          ({ to, role: 'branch', label, multiple: items !== undefined || times !== undefined }) as const,
      ),
    ...(options.ifNone === undefined ? [] : [{ to: options.ifNone, role: 'ifNone', label: 'none' } as const]),
    ...(options.ifCanceled === undefined
      ? []
      : [{ to: options.ifCanceled, role: 'ifCanceled', label: 'canceled' } as const]),
  ],
  mistakes: ({ name, options }) => [
    ...(options.branches.length === 0 ? [`'${name}' has no branches: expected at least one`] : []),
    ...options.branches.flatMap((branch) => branchMistakes(name, asObject(branch))),
  ],
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'add', 'finish'],
  async exits({ activation, node, options }) {
    const exits: Exit[] = [];
    for (const branch of options.branches.map(asObject)) {
      const { to, when } = branch;
      if (when && !(await (when as Ask<boolean>)(activation))) continue;
      const items = await itemsOf(branch, activation);
      if (!items) exits.push({ to, branch: true });
      else for (const item of items) exits.push({ to, item, branch: true });
    }
    if (exits.length > 0) return exits;
    if (options.ifNone !== undefined) return [{ to: options.ifNone }];
    throw new EngineFault(
      `Expected '${node.name}' to take a branch in process ${activation.process.id}, but no condition holds and no item is there: add 'ifNone'.`,
    );
  },
  adds({ activation, options }, item, branch) {
    const several = options.branches.map(asObject).filter(({ items, times }) => items ?? times);
    const to = branch ?? (several.length === 1 ? several[0]?.to : undefined);
    if (typeof to === 'string' && several.some((one) => one.to === to)) return { to, item, branch: true };
    const names = several.map((one) => `'${one.to}'`).join(', ');
    throw new InputInvalidError(
      `Expected ${names === '' ? 'a split over items' : `one of the branches ${names}`} to add an instance to '${activation.node.name}', but got ${JSON.stringify(branch)}.`,
    );
  },
  canceled: ({ options }) => (options.ifCanceled === undefined ? [] : [{ to: options.ifCanceled }]),
});

/**
 * Takes every branch whose condition is absent or holds, in declared order, and for a branch with `items` one task
 * per item, with `times` that many. A `@Join` gathers the branches again; without one each goes on by itself. While
 * a join waits for them, a manager may `add` an instance, `finish` with what has arrived, or `cancel` them all. BPMN:
 * parallel or inclusive gateway. Workflow patterns 2 (parallel split), 6 (multi-choice), 12–15, 26 and 27 (multiple
 * instances), 42 (thread split).
 *
 * @throws {EngineFault} when no branch is taken and there is no `ifNone`.
 *
 * @example
 * \@Split({ branches: ['pack', { to: 'insure', when: ({ process }: Activation<Order>) => process.data.total > 500 }] })
 * prepare!: FlowNode;
 */
export function Split<const N extends string, const I extends string = never>(
  options: SplitOptions<N, I>,
): NodeDecorator<N | I, (activation: never) => unknown, '@Split takes its branches in options'> {
  return split(options);
}
