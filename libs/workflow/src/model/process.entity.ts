import type { EntitySchemaOptions } from 'typeorm';
import type { ColumnTypes } from './column-types.js';
import type { ProcessStatus } from './status.js';

/** A row of the application that a process is about: its table or class, and its id. */
export interface Artifact {
  readonly type: string;
  readonly id: string;
}

/** One instance of a flow: the row that is locked while the instance moves. */
export class Process<Data extends object = object> {
  /** A UUIDv7, made by the application. */
  id!: string;
  /** The stable name of the flow. */
  flow!: string;
  status!: ProcessStatus;
  /** The process data, an instance of the flow's data class while a transition holds it. */
  data!: Data;
  /** Unique per flow, so that starting twice for the same order starts once. */
  businessKey!: string | null;
  /** The task of another process that started this one as its subprocess. */
  parentTaskId!: string | null;
  artifactType!: string | null;
  artifactId!: string | null;
  /** Hash of the graph the process last ran on. */
  definition!: string;
  createdAt!: Date;
  finishedAt!: Date | null;

  /** The application's own row this process is about; stored as `artifact_type` and `artifact_id`. */
  get artifact(): Artifact | null {
    return this.artifactType !== null && this.artifactId !== null
      ? { type: this.artifactType, id: this.artifactId }
      : null;
  }

  set artifact(artifact: Artifact | null) {
    this.artifactType = artifact?.type ?? null;
    this.artifactId = artifact?.id ?? null;
  }
}

export const processSchema = (t: ColumnTypes): EntitySchemaOptions<Process> => ({
  name: 'WorkflowProcess',
  target: Process,
  tableName: 'workflow_process',
  columns: {
    id: { ...t.id, primary: true },
    flow: { ...t.key(100) },
    status: { ...t.key(10) },
    data: { ...t.json },
    businessKey: { ...t.key(200), name: 'business_key', nullable: true },
    parentTaskId: { ...t.id, name: 'parent_task_id', nullable: true },
    artifactType: { ...t.key(100), name: 'artifact_type', nullable: true },
    artifactId: { ...t.key(100), name: 'artifact_id', nullable: true },
    definition: { ...t.key(16) },
    createdAt: { ...t.moment, name: 'created_at' },
    finishedAt: { ...t.moment, name: 'finished_at', nullable: true },
  },
  indices: [
    { name: 'workflow_process_business_key', columns: ['flow', 'businessKey'], unique: true },
    { name: 'workflow_process_by_flow', columns: ['flow', 'id'] },
    {
      name: 'workflow_process_by_parent',
      columns: ['parentTaskId'],
      ...t.where('parent_task_id is not null'),
    },
  ],
});
