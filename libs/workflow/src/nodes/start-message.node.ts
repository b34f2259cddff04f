import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { formMistakes, type FormClass, type FormOption } from '../runtime/forms.js';
import { takeForm } from './people.js';
import { nameMistakes } from './subscriptions.js';

/** Options of {@link StartMessage}. */
export interface StartMessageOptions<N extends string = string> extends CommonNodeOptions {
  /** The message's name; one flow of the application starts by it. */
  readonly name: string;
  readonly next: N;
  /** What the payload must be: a class-validator class. Default: anything. */
  readonly form?: FormClass;
}

const startMessage = defineNode<StartMessageOptions>({
  name: 'START_MESSAGE',
  category: 'start',
  drawing: { outline: 'circle', marker: 'message' },
  bpmn: { type: 'bpmn:StartEvent', eventDefinition: 'bpmn:MessageEventDefinition' },
  variant: ({ name }) => ({ bpmn: { subject: name } }),
  edges: ({ next }) => [{ to: next, role: 'next' }],
  mistakes: (node) => [...nameMistakes(node.name, node.options.name), ...formMistakes(node)],
  waits: false,
  transitions: ['undo', 'revive'],
  startedBy: ({ options }) => options.name,
  run: (step, input) => takeForm(step, input, step.options.form),
  exits: ({ options }) => [{ to: options.next }],
});

/**
 * A message of this name starts a process here when no process waits for it. A method gets (activation, payload);
 * with a `form` and no method the validated payload is copied into the process data. BPMN: message start event.
 *
 * @example
 * \@StartMessage({ name: 'invoice-received', next: 'check' })
 * received({ process }: Activation<Invoice>, invoice: Invoice) { Object.assign(process.data, invoice); }
 */
export function StartMessage<const N extends string, Form extends object = never>(
  options: StartMessageOptions<N> & FormOption<Form>,
): NodeDecorator<
  N,
  (activation: never, payload: Form) => unknown,
  '@StartMessage must be on a method that takes (activation, payload), of the form its decorator names'
> {
  return startMessage(options);
}
