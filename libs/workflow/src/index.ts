export * from './errors.js';
export { Flow, type HistoryOf } from './definition/flow.decorator.js';
export type { FlowOptions, HistoryOptions } from './definition/flow-options.js';
export { FlowNode, type DataClass, type FlowClass } from './definition/flow-node.js';
export type { Duration } from './definition/durations.js';
export { advisory, noLock, pessimisticWrite, type LockStrategy } from './definition/lock.js';
export type {
  MethodNodeDecorator,
  NodeDecorator,
  NodeName,
  PayloadOf,
  ResultOf,
} from './definition/references.js';
export type { CompiledFlow } from './definition/compiled-flow.js';
export type { FlowGraph } from './definition/flow-graph.js';
export type { Box, FlowLayout, PlacedEdge, PlacedNode, Point, TextBox } from './definition/flow-layout.js';
export type {
  BoundaryDeclaration,
  BoundaryEvent,
  BpmnElement,
  CommonNodeOptions,
  EdgeDeclaration,
  EdgeRole,
  Graph,
  GraphEdge,
  GraphNode,
  NodeCategory,
  NodeDrawing,
  NodeKind,
  NodeVariant,
} from './definition/node-kind.js';
export type { Synchronisation } from './definition/synchronisation.js';
export { compileFlows } from './definition/compile.js';
export { workflowEntities } from './model/entities.js';
export { Process, type Artifact } from './model/process.entity.js';
export { ScheduledStart } from './model/scheduled-start.entity.js';
export { Task, type TaskError } from './model/task.entity.js';
export { TaskLink } from './model/task-link.entity.js';
export { EVENT_TYPES, WorkflowEvent, type EventType } from './model/event.entity.js';
export {
  LIVE_TASK_STATUSES,
  PROCESS_STATUSES,
  TASK_STATUSES,
  type ProcessStatus,
  type TaskStatus,
} from './model/status.js';
export { Activation } from './runtime/activation.js';
export type { Share, ShareOptions } from './runtime/shares.js';
export type { DataChanges, FieldChange, HiddenChange } from './runtime/data-changes.js';
export { Comments, type CommentPayload } from './runtime/comments.js';
export { defineNode, type AnyNodeDecorator } from './runtime/define-node.js';
export type {
  ChildEnd,
  Exit,
  JobRule,
  JoinRule,
  NodeBehaviour,
  NodeDefinition,
  NodeStep,
  Recurrence,
  Section,
  Termination,
} from './runtime/node-behaviour.js';
export type { ActivateOptions } from './runtime/activate-options.js';
export type { StartOptions as FlowStartOptions, Started } from './runtime/process-start.js';
export type { FormClass, FormOption } from './runtime/forms.js';
export { FlowRef, type ReceiveTarget } from './runtime/flow-ref.js';
export type { FailureMode } from './runtime/context-parts.js';
export {
  AccessPolicy,
  RequestUserAccess,
  type AccessSubject,
  type WorkflowUser,
} from './runtime/ports/access-policy.js';
export { AttemptOver } from './runtime/attempt-over.js';
export { Clock, SystemClock } from './runtime/ports/clock.js';
export { COUNT_CAP, PROCESS_SORTS, TASK_SORTS } from './runtime/ports/list-queries.js';
export type {
  Counts,
  InboxQuery,
  ListQuery,
  ProcessPage,
  ProcessQuery,
  MentionRow,
  NodeTimes,
  ProcessTree,
  Page,
  TaskRow,
} from './runtime/ports/list-queries.js';
export type { Transition, TransitionName } from './runtime/transitions/transition.js';
export type { GivenUpQuery } from './runtime/deliveries.js';
export type { MessageOptions, MessageOutcome } from './runtime/messages.js';
export { WorkflowEvents } from './runtime/workflow-events.js';
export type { KnownProcess } from './runtime/relatives.js';
export { WorkflowService } from './runtime/workflow.service.js';
export * from './nodes/index.js';
export * from './http/index.js';
export { withWorkflow } from './persistence/with-workflow.js';
export { migrateSafely } from './persistence/migrate.js';
export { WorkerHost } from './jobs/worker-host.js';
export type { WorkerHealth, WorkerOptions } from './jobs/worker.js';
export type { QueueEngine, QueueParts } from './jobs/queue-engine.js';
export type {
  JobDelivery,
  JobOutcome,
  JobQueue,
  JobWork,
  QueueHealth,
  RunJob,
} from './runtime/ports/job-queue.js';
export type { QueueRule } from './definition/job-queues.js';
export { chartJson, chartSvg, chartLayout, type ChartJson, type ChartOptions } from './chart/chart.js';
export type { ChartState, NodeCounts } from './chart/chart-state.js';
export type { ChartWords } from './chart/chart-words.js';
export { CHART_STYLES } from './chart/chart-styles.js';
export { bpmnXml } from './bpmn/bpmn-xml.js';
export * from './ui/index.js';
export { InjectFlow } from './inject-flow.js';
export { WorkflowModule } from './workflow.module.js';
export type { WorkflowModuleOptions } from './workflow-options.js';
