import type { Type } from '@nestjs/common';
import type { FlowClass } from '../definition/flow-node.js';
import { readFlow } from '../definition/metadata.js';
import { kebab } from '../definition/names.js';
import type { FlowViewsetClass } from './flow.viewset.js';
import { defineViewset, scopeOf } from './viewset/define-viewset.js';
import { RootRoutes } from './viewset/root-routes.js';
import { TaskRoutes } from './viewset/task-routes.js';

/** Options of {@link WorkflowViewset}. */
export interface WorkflowViewsetOptions {
  /** Where it is mounted. */
  readonly path: string;
  /** Flow classes, or classes that extend their `FlowViewset`. */
  readonly flows: readonly (FlowClass | FlowViewsetClass)[];
}

/**
 * Controller classes for several flows under one path: the user's lists across them, and below it every route of each
 * flow under the flow's stable name. Processes of flows that the code no longer has stay visible under their names.
 *
 * @example
 * \@Module({ controllers: [...WorkflowViewset({ path: 'workflow', flows: [HelloWorldFlow, LeaveViewset] })] })
 * export class AppModule {}
 */
export function WorkflowViewset({ path, flows: given }: WorkflowViewsetOptions): Type[] {
  const parts = given.map((one) => ({
    flow: scopeOf(one)?.flow ?? one,
    base: scopeOf(one) ? one : TaskRoutes,
  }));
  const flows = parts.map(({ flow }) => flow);
  const suffix = className(path);
  const root = defineViewset(RootRoutes as unknown as Type, {
    name: `${suffix}Viewset`,
    path,
    scope: { part: 'root', flows },
  });
  const ofFlows = parts.map(({ flow, base }) =>
    defineViewset(base as Type, {
      name: `${suffix}${base === TaskRoutes ? `${flow.name}Viewset` : base.name}`,
      path: `${path}/${flowName(flow)}`,
      scope: { part: 'flow', flow, flows },
    }),
  );
  const unknown = defineViewset(TaskRoutes as unknown as Type, {
    name: `${suffix}UnknownFlowViewset`,
    path: `${path}/:flow`,
    scope: { part: 'unknown-flow', flows },
  });
  return [root, ...ofFlows, unknown];
}

function flowName(flow: FlowClass): string {
  return readFlow(flow)?.name ?? kebab(flow.name);
}

/** "admin/workflow" → "AdminWorkflow". */
function className(path: string): string {
  return path
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
