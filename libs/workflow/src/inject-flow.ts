import { Inject } from '@nestjs/common';
import type { FlowClass } from './definition/flow-node.js';
import { flowToken } from './runtime/flow-token.js';

/**
 * Injects the `FlowRef` of a flow registered with `WorkflowModule.forFeature`.
 *
 * @example
 * constructor(\@InjectFlow(HelloWorldFlow) private readonly hello: FlowRef<HelloWorldFlow>) {}
 */
export function InjectFlow(flowClass: FlowClass): ParameterDecorator & PropertyDecorator {
  return Inject(flowToken(flowClass));
}
