import type { Task } from '../model/task.entity.js';
import type { JobDelivery } from './ports/job-queue.js';
import type { DueTask } from './ports/due-work.js';

const deliveryId = (taskId: string, attempt: number): string => `${taskId}.${attempt}`;

/** The attempt that a claimed task is due for. */
export function deliveryOf(due: DueTask, now: Date): JobDelivery {
  const { id: taskId, attempts, flow, node, line: queue } = due;
  const attempt = attempts + 1;
  return { id: deliveryId(taskId, attempt), taskId, attempt, flow, node, queue, dueAt: now };
}

/** The jobs that a transition has made due or has withdrawn; their queue hears of them once it has committed. */
export class JobDeliveries {
  private readonly scheduled = new Set<Task>();
  private readonly dropped = new Map<string, JobDelivery>();

  constructor(private readonly flow: string) {}

  /** A job is to be run. */
  schedule(task: Task): void {
    this.scheduled.add(task);
  }

  /** A job that was to be run is not to be run any more. */
  withdraw(task: Task, dueAt: Date): void {
    if (this.scheduled.delete(task)) return;
    const delivery = this.next(task, dueAt);
    this.dropped.set(delivery.id, delivery);
  }

  /** What to enqueue, as the transition has left it. */
  due(): JobDelivery[] {
    return [...this.scheduled].flatMap((task) =>
      task.status === 'SCHEDULED' && task.scheduledAt ? [this.next(task, task.scheduledAt)] : [],
    );
  }

  /** What to withdraw. */
  withdrawn(): JobDelivery[] {
    return [...this.dropped.values()];
  }

  private next({ id: taskId, attempts, node, queue }: Task, dueAt: Date): JobDelivery {
    const attempt = attempts + 1;
    const { flow } = this;
    return { id: deliveryId(taskId, attempt), taskId, attempt, flow, node, queue: queue ?? '', dueAt };
  }
}
