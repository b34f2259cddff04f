import type { FlowClass } from './flow-node.js';
import type { FlowOptions, HistoryOptions } from './flow-options.js';
import { recordFlow } from './metadata.js';

type DataOf<Member> = Member extends (activation: infer A, ...rest: never[]) => unknown
  ? A extends { readonly process: { data: infer Data } }
    ? Data
    : never
  : never;

type Misfit<Instance, Data> = {
  [K in keyof Instance]: [DataOf<Instance[K]>] extends [never]
    ? never
    : Data extends DataOf<Instance[K]>
      ? never
      : K;
}[keyof Instance];

/** The fields that the history hides are fields of the data: the compiler checks their names. */
export interface HistoryOf<Data> {
  readonly history?: HistoryOptions<keyof Data & string>;
}

type FlowMistake<Instance, Data> = [Misfit<Instance, Data>] extends [never]
  ? unknown
  : {
      readonly __mistake: `node '${Misfit<Instance, Data> & string}' takes an Activation of another flow's data`;
    };

/**
 * Makes a provider class a flow. Its decorated members are the nodes; the flow is compiled and checked when the
 * application starts, and registered with `WorkflowModule.forFeature([ThisFlow])`.
 *
 * A child class inherits the nodes of its parent and of mixins, and may override any of them; it is a flow of its
 * own only with a `@Flow` of its own.
 *
 * @example
 * \@Flow({ data: Greeting, title: 'Hello world' })
 * export class HelloWorldFlow {
 *   \@Start({ form: Greeting, next: 'end' }) start!: FlowNode<Greeting>;
 *   \@End() end!: FlowNode;
 * }
 */
export function Flow<Data extends object>(options: FlowOptions<Data> & HistoryOf<NoInfer<Data>>) {
  return <C extends FlowClass>(flow: C & FlowMistake<InstanceType<C>, Data>): void => {
    recordFlow(flow, options);
  };
}
