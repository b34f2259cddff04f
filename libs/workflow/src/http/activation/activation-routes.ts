import type { Type } from '@nestjs/common';
import { MetadataScanner } from '@nestjs/core';
import type { FlowRegistry } from '../../runtime/flow-registry.js';
import { answersItself, isEventStream, isRoute, pathsOf, takes } from '../route-metadata.js';
import { ACTIVATION, type ActivationTarget } from './activation-target.js';
import { currentActivation } from './current-activation.decorator.js';

/** What is wrong with the handlers of a controller that run under `@UseActivation`, or should, a sentence each. */
export function activationMistakes(controller: Type, registry: FlowRegistry): string[] {
  const prototype = controller.prototype as Record<string, object>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    if (!handler || !isRoute(handler)) return [];
    const target = (Reflect.getMetadata(ACTIVATION, handler) ??
      Reflect.getMetadata(ACTIVATION, controller)) as ActivationTarget | undefined;
    if (!target) return strayFaults(controller, name);
    const faults = [
      ...targetFaults(target, registry),
      ...answerFaults(controller, name, handler),
      ...pathFaults(controller, handler),
    ];
    return faults.map((fault) => `${controller.name}.${name} ${fault}`);
  });
}

function strayFaults(controller: Type, method: string): string[] {
  return takes(controller, method, currentActivation)
    ? [
        `${controller.name}.${method} takes @CurrentActivation(), but is not under @UseActivation: add @UseActivation(TheFlow) to it or its controller`,
      ]
    : [];
}

function targetFaults({ flow, node }: ActivationTarget, registry: FlowRegistry): string[] {
  const compiled = registry.all().find((known) => known.flowClass === flow);
  if (!compiled)
    return [`uses ${flow.name}, which is not registered: add WorkflowModule.forFeature([${flow.name}])`];
  return node === undefined || compiled.graph.find(node)
    ? []
    : [`uses '${node}', which is no node of ${flow.name}`];
}

function answerFaults(controller: Type, name: string, handler: object): string[] {
  const faults = answersItself(controller, name).map(
    (parameter) =>
      `takes ${parameter} and would answer before the commit: return the result (or use passthrough)`,
  );
  if (isEventStream(handler))
    faults.push('is @Sse() and would keep the transaction open: use an ordinary route');
  return faults;
}

function pathFaults(controller: Type, handler: object): string[] {
  const whole = pathsOf(controller).flatMap((base) => pathsOf(handler).map((path) => `${base}/${path}`));
  const lacking = whole.find((path) => !/(^|\/):taskId(\/|$)/.test(path));
  return lacking === undefined ? [] : [`has no ':taskId' in its route '${lacking}': add it`];
}
