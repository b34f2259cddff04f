import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { MethodNodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';

/** Options of {@link If}. */
export interface IfOptions<
  Then extends string = string,
  Else extends string = string,
> extends CommonNodeOptions {
  /** Where to when the method answers true. */
  readonly then: Then;
  /** Where to when it answers anything else. */
  readonly else: Else;
}

const ifNode = defineNode<IfOptions>({
  name: 'IF',
  category: 'gateway',
  drawing: { outline: 'diamond', marker: 'exclusive' },
  bpmn: { type: 'bpmn:ExclusiveGateway' },
  needsMethod: true,
  edges: (options) => [
    { to: options.then, role: 'then', label: 'yes' },
    { to: options.else, role: 'else', label: 'no' },
  ],
  mistakes: ({ name, options }) => {
    // Without a compiler, or around it, a branch may be missing.
    const given = options as Partial<IfOptions>;
    return [
      ...(given.then === undefined
        ? [`'${name}' has no 'then': expected a node for when the condition holds`]
        : []),
      ...(given.else === undefined
        ? [`'${name}' has no 'else': expected a node for when the condition does not hold`]
        : []),
    ];
  },
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry'],
  run: ({ call }) => call(),
  exits: ({ options }, holds) => [{ to: holds === true ? options.then : options.else }],
});

/**
 * The method decides: true leads to `then`, false to `else`. BPMN: exclusive gateway. Workflow pattern 4, exclusive
 * choice.
 *
 * @example
 * \@If({ then: 'ship', else: 'refund' })
 * inStock({ process }: Activation<Order>) { return process.data.stock > 0; }
 */
export function If<const Then extends string, const Else extends string>(
  options: IfOptions<Then, Else>,
): MethodNodeDecorator<
  Then | Else,
  (activation: never) => boolean | Promise<boolean>,
  '@If must be on a method that takes (activation) and returns boolean or Promise<boolean>'
> {
  return ifNode(options);
}
