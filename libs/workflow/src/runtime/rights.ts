import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { Process } from '../model/process.entity.js';
import type { Task } from '../model/task.entity.js';
import type { AccessPolicy, AccessSubject, WorkflowUser } from './ports/access-policy.js';

/** What users may do to one process. */
export class Rights {
  constructor(
    private readonly access: AccessPolicy,
    private readonly flow: CompiledFlow,
    private readonly process: Process,
  ) {}

  /** Whether the user manages processes of this flow. */
  async mayManage(user: WorkflowUser): Promise<boolean> {
    return this.access.can(user, this.flow.managePermission, this.subject());
  }

  /** Why the user may not have this task; `undefined` when they may. */
  async mayNotTake(user: WorkflowUser, task: Task): Promise<string | undefined> {
    if (!(await this.mayHave(user, task))) {
      const permission = task.permission ?? this.flow.viewPermission;
      return `Expected a holder of '${permission}' to have task '${task.node}', but '${user.id}' is none.`;
    }
    if (task.excluded?.includes(user.id)) {
      return `Expected somebody else than '${user.id}' to have task '${task.node}': its duties are separated.`;
    }
    return undefined;
  }

  /** Without a right of its own a task is for whoever may see its flow: those who manage it may. */
  private async mayHave(user: WorkflowUser, task: Task): Promise<boolean> {
    const subject = this.subject(task);
    if (task.permission !== null) return this.access.can(user, task.permission, subject);
    const { viewPermission, managePermission } = this.flow;
    return (
      (await this.access.can(user, viewPermission, subject)) ||
      (await this.access.can(user, managePermission, subject))
    );
  }

  private subject(task?: Task): AccessSubject {
    return { flow: this.flow.name, process: this.process, task };
  }
}
