import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { MethodNodeDecorator } from '../definition/references.js';
import { EngineFault, InputInvalidError } from '../errors.js';
import { defineNode } from '../runtime/define-node.js';
import { validateFields } from '../runtime/forms.js';
import type { NodeStep } from '../runtime/node-behaviour.js';
import { compensations, type CompensationOptions } from './boundaries/compensation.boundary.js';
import { errorCatches, type ErrorOptions } from './boundaries/error.boundary.js';

/** Options of {@link BusinessRule}. */
export interface BusinessRuleOptions<N extends string = string, B extends string = string>
  extends CommonNodeOptions, CompensationOptions<B>, ErrorOptions<B> {
  readonly next: N;
  /** Called when the task is undone, inside the transaction. */
  readonly onUndo?: (activation: never) => unknown;
}

const businessRule = defineNode<BusinessRuleOptions>({
  name: 'BUSINESS_RULE',
  category: 'task',
  drawing: { outline: 'rounded', marker: 'rules' },
  bpmn: { type: 'bpmn:BusinessRuleTask' },
  needsMethod: true,
  edges: ({ next }) => [{ to: next, role: 'next' }],
  boundaries: (options) => [...errorCatches(options), ...compensations(options)],
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  run: (step) => decide(step),
  exits: ({ options }) => [{ to: options.next }],
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

/** Asks the rule, and keeps what it decided in the process data. */
async function decide({ activation, node, call }: NodeStep<BusinessRuleOptions>): Promise<unknown> {
  const decision = await call();
  if (decision === undefined || decision === null) return undefined;
  const rule = `the rule '${node.name}' of ${activation.flow.name}`;
  if (typeof decision !== 'object' || Array.isArray(decision)) {
    throw new EngineFault(
      `Expected ${rule} to return an object of fields to keep, but got ${Array.isArray(decision) ? 'a list' : `a ${typeof decision}`}.`,
    );
  }
  try {
    await validateFields(activation.process.data, decision);
  } catch (error) {
    if (!(error instanceof InputInvalidError)) throw error;
    const said = (error.errors ?? []).flatMap(({ messages }) => messages).join(', ');
    throw new EngineFault(
      `Expected ${rule} to return fields that fit the flow's data, but they do not: ${said}.`,
    );
  }
  Object.assign(activation.process.data, decision);
  return decision;
}

/**
 * A rule decides something at once: its method gets the activation and returns the fields of the process data that it
 * has decided on, or nothing. They are checked against the data class and kept; which way the process goes on from
 * them is for an `@If` or `@Switch` to ask. A decision table or rule engine of your choice goes into the method.
 * BPMN: business rule task.
 *
 * @throws {EngineFault} when what the method returns is no object, or its fields do not fit the data class.
 *
 * @example
 * \@BusinessRule({ next: 'approve' })
 * grade({ process }: Activation<Loan>) { return { grade: process.data.amount > 10_000 ? 'high' : 'low' }; }
 */
export function BusinessRule<const N extends string, const B extends string = never>(
  options: BusinessRuleOptions<N, B>,
): MethodNodeDecorator<
  N | B,
  (activation: never) => object | undefined | void | Promise<object | undefined | void>,
  '@BusinessRule must be on a method that takes (activation) and returns an object of fields, or nothing'
> {
  return businessRule(options);
}
