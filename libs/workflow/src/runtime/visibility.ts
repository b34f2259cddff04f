import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { Process } from '../model/process.entity.js';
import type { Task } from '../model/task.entity.js';
import type { AccessPolicy, WorkflowUser } from './ports/access-policy.js';
import type { ListQueries, Viewer } from './ports/list-queries.js';

/** Who may see what: the rights, and the policy's own limits on objects. */
export class Visibility {
  constructor(
    private readonly access: AccessPolicy,
    private readonly lists: Pick<ListQueries, 'isParticipant' | 'isVisible'>,
  ) {}

  /** Whether the user may see or manage processes of this flow in general. */
  async ofFlow(user: WorkflowUser, flow: CompiledFlow, process?: Process): Promise<boolean> {
    const subject = { flow: flow.name, process };
    return (
      (await this.access.can(user, flow.viewPermission, subject)) ||
      (await this.access.can(user, flow.managePermission, subject))
    );
  }

  /** Whether the user may see this process: by the flow's rights, or because they take part in it. */
  async ofProcess(user: WorkflowUser, flow: CompiledFlow, process: Process): Promise<boolean> {
    const permitted =
      (await this.ofFlow(user, flow, process)) ||
      (await this.lists.isParticipant(await this.viewer(user, [flow]), process.id));
    return permitted && (!this.access.visible || (await this.lists.isVisible(user, process.id)));
  }

  /** Whether the user may see this task: it is theirs, theirs to take, or of a process they may see. */
  async ofTask(
    user: WorkflowUser,
    { flow, process }: { flow: CompiledFlow; process: Process },
    task: Task,
  ): Promise<boolean> {
    const permitted =
      task.owner === user.id ||
      task.delegatedBy === user.id ||
      (task.permission !== null &&
        (await this.access.can(user, task.permission, { flow: flow.name, process, task }))) ||
      (await this.ofFlow(user, flow, process)) ||
      (await this.lists.isParticipant(await this.viewer(user, [flow]), process.id));
    return permitted && (!this.access.visible || (await this.lists.isVisible(user, process.id)));
  }

  /** Whether a user who may see this task may see the whole of its process. Of a task in their hands this asks nothing. */
  async ofProcessOf(
    user: WorkflowUser,
    { flow, process }: { flow: CompiledFlow; process: Process },
    task: Task,
  ): Promise<boolean> {
    if (task.owner === user.id || task.delegatedBy === user.id) return true;
    return this.ofProcess(user, flow, process);
  }

  /** The user with what lists are limited by, for these flows. */
  async viewer(user: WorkflowUser, flows: readonly CompiledFlow[]): Promise<Viewer> {
    const permissions = await this.access.permissionsOf(user);
    const seen: string[] = [];
    for (const flow of flows) {
      const holds = (permission: string) => permissions === '*' || permissions.includes(permission);
      if (holds(flow.viewPermission) || holds(flow.managePermission)) seen.push(flow.name);
    }
    return { user, permissions, flows: permissions === '*' ? '*' : seen };
  }
}
