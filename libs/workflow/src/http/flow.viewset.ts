import type { Type } from '@nestjs/common';
import type { FlowClass } from '../definition/flow-node.js';
import { defineViewset } from './viewset/define-viewset.js';
import { TaskRoutes } from './viewset/task-routes.js';

/**
 * A controller class with every route of one flow: lists, starts, processes, tasks. Put it under a module's
 * `controllers`, or extend it: a method of yours with the name of one of its routes takes that route's place, guards
 * and interceptors are added, and so are routes.
 *
 * @param options.path - where it is mounted; left out when the class goes into `WorkflowViewset({ flows })`
 *
 * @example
 * \@UseGuards(OfficeHours)
 * export class LeaveViewset extends FlowViewset(LeaveFlow, { path: 'leave' }) {
 *   \@Get('calendar') calendar(\@Call() call: ViewsetCall) { return this.leaves.calendarOf(call.user.id); }
 * }
 */
export function FlowViewset(flow: FlowClass, options: { readonly path?: string } = {}): FlowViewsetClass {
  return defineViewset(TaskRoutes as unknown as FlowViewsetClass, {
    name: `${flow.name}Viewset`,
    path: options.path ?? '',
    scope: { part: 'lone-flow', flow, flows: [flow] },
  });
}

/** A controller class made by {@link FlowViewset}, or one that extends it. */
export type FlowViewsetClass = Type<TaskRoutes>;
