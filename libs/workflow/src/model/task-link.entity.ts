import type { EntitySchemaOptions } from 'typeorm';
import type { ColumnTypes } from './column-types.js';
import { Task } from './task.entity.js';

/** An edge of a process's history: this task followed from that one. A join follows from every branch. */
export class TaskLink {
  taskId!: string;
  previousId!: string;
}

export const taskLinkSchema = (t: ColumnTypes): EntitySchemaOptions<TaskLink> => ({
  name: 'WorkflowTaskPrevious',
  target: TaskLink,
  tableName: 'workflow_task_previous',
  columns: {
    taskId: { ...t.id, name: 'task_id', primary: true },
    previousId: { ...t.id, name: 'previous_id', primary: true },
  },
  foreignKeys: [
    {
      target: () => Task,
      columnNames: ['taskId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
      name: 'workflow_task_previous_task_fk',
    },
  ],
  indices: [{ name: 'workflow_task_previous_following', columns: ['previousId'] }],
});
