import { compileFlows } from '../definition/compile.js';
import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { FlowClass } from '../definition/flow-node.js';
import { nearest } from '../definition/names.js';
import { ConfigurationError } from '../errors.js';
import { unknownFlow } from './unknown.js';

/** Every flow of the application, compiled, with the provider whose methods are its nodes. */
export class FlowRegistry {
  private flows: readonly CompiledFlow[] = [];
  private readonly byName = new Map<string, CompiledFlow>();
  private readonly byClass = new Map<FlowClass, CompiledFlow>();
  private readonly instances = new Map<string, object>();

  /**
   * Compiles and takes in all flows at once.
   *
   * @throws {DefinitionError} with every mistake of every flow.
   */
  register(flows: readonly { flowClass: FlowClass; instance: object }[]): void {
    this.flows = compileFlows(flows.map(({ flowClass }) => flowClass));
    const instances = new Map(flows.map(({ flowClass, instance }) => [flowClass, instance]));
    for (const flow of this.flows) {
      this.byName.set(flow.name, flow);
      this.byClass.set(flow.flowClass, flow);
      this.instances.set(flow.name, instances.get(flow.flowClass) as object);
    }
  }

  /** All flows, in the order they were registered. */
  all(): readonly CompiledFlow[] {
    return this.flows;
  }

  /** The flow of this stored name; a stand-in that can be seen and cancelled when the code no longer has it. */
  named(name: string): CompiledFlow {
    return this.byName.get(name) ?? unknownFlow(name);
  }

  /** The flow of this name, if the code has it. */
  find(name: string): CompiledFlow | undefined {
    return this.byName.get(name);
  }

  /** @throws {ConfigurationError} when the class was not registered with `WorkflowModule.forFeature`. */
  of(flowClass: FlowClass): CompiledFlow {
    const flow = this.byClass.get(flowClass);
    if (flow) return flow;
    const guess = nearest(
      flowClass.name,
      this.flows.map((known) => known.flowClass.name),
    );
    throw new ConfigurationError(
      `Expected ${flowClass.name} to be registered, but it is not: add WorkflowModule.forFeature([${flowClass.name}]) to a module${guess ? ` (did you mean ${guess}?)` : ''}.`,
    );
  }

  /** The provider of a flow; an empty object for one the code no longer has. */
  instanceOf(flow: CompiledFlow): object {
    return this.instances.get(flow.name) ?? {};
  }
}
