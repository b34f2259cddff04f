import { Injectable, type Type } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import type { FlowClass } from './definition/flow-node.js';
import { makeOnce, notOne } from './make-once.js';
import { FlowRegistry } from './runtime/flow-registry.js';
import { flowOfToken } from './runtime/flow-token.js';

type NestModule = ModulesContainer extends Map<string, infer M> ? M : never;

/** Finds the flows of all `forFeature` calls, makes or finds their providers, and hands them to the registry. */
@Injectable()
export class FlowExplorer {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly registry: FlowRegistry,
  ) {}

  /** @throws {DefinitionError} with every mistake of every flow. */
  async explore(): Promise<void> {
    const hosts = new Map<FlowClass, NestModule>();
    for (const module of this.modules.values()) {
      for (const token of module.providers.keys()) {
        const flowClass = flowOfToken(token);
        if (flowClass && !hosts.has(flowClass)) hosts.set(flowClass, this.importerOf(module) ?? module);
      }
    }
    const flows: { flowClass: FlowClass; instance: object }[] = [];
    for (const [flowClass, host] of hosts) {
      flows.push({ flowClass, instance: this.provided(flowClass) ?? (await this.make(flowClass, host)) });
    }
    this.registry.register(flows);
  }

  /** The module that imports a feature module: a flow's dependencies are that module's. */
  private importerOf(feature: NestModule): NestModule | undefined {
    return [...this.modules.values()].find((module) => module.imports.has(feature));
  }

  private provided(flowClass: FlowClass): object | undefined {
    for (const module of this.modules.values()) {
      const wrapper = module.providers.get(flowClass as never);
      if (!wrapper) continue;
      if (!wrapper.isDependencyTreeStatic() || wrapper.isTransient) throw notOne(flowClass);
      return wrapper.instance as object;
    }
    return undefined;
  }

  private make(flowClass: FlowClass, host: NestModule): Promise<object> {
    const moduleRef = host.getProviderByKey<ModuleRef>(ModuleRef).instance;
    return makeOnce(flowClass as Type<object>, moduleRef);
  }
}
