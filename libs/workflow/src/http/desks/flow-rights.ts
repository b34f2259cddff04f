import { Injectable } from '@nestjs/common';
import { ForbiddenError, NotFoundError } from '../../errors.js';
import type { Process } from '../../model/process.entity.js';
import { Executor } from '../../runtime/executor.js';
import { behaviourOf } from '../../runtime/node-behaviour.js';
import { AccessPolicy } from '../../runtime/ports/access-policy.js';
import { Visibility } from '../../runtime/visibility.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';

/** Whether the user may see the flow a route is about, or a process of it. */
@Injectable()
export class FlowRights {
  constructor(
    private readonly visibility: Visibility,
    private readonly access: AccessPolicy,
    private readonly executor: Executor,
  ) {}

  /** Whether the user may see the flow's processes in general. */
  sees({ user, flow }: ViewsetCall): Promise<boolean> {
    return this.visibility.ofFlow(user, flow);
  }

  /**
   * @throws {NotFoundError} when the flow is not the user's to see, as if there were none.
   * @throws {ForbiddenError} when they may start it, and so know of it, but see none of its processes in general.
   */
  async requireSight(call: ViewsetCall): Promise<void> {
    if (await this.sees(call)) return;
    const { user, flow } = call;
    if (!(await this.mayStart(call))) throw new NotFoundError('flow', flow.name);
    throw new ForbiddenError(
      `Expected a holder of '${flow.viewPermission}' or '${flow.managePermission}' to see ${flow.name}, but '${user.id}' is none.`,
    );
  }

  /**
   * @param process - one the user is known to see
   * @throws {ForbiddenError} when the user does not manage the flow.
   * @throws {NotFoundError} when, without a process, it is not theirs to see either.
   */
  async requireManagement(call: ViewsetCall, process?: Process): Promise<void> {
    const { user, flow } = call;
    if (await this.access.can(user, flow.managePermission, { flow: flow.name, process })) return;
    if (!process) await this.requireSight(call);
    throw new ForbiddenError(
      `Expected a holder of '${flow.managePermission}' to manage ${flow.name}, but '${user.id}' is none.`,
    );
  }

  /**
   * The process, when it is of the route's flow and the user's to see.
   *
   * @throws {NotFoundError} when it is not, or there is none.
   */
  async visible({ user, flow }: ViewsetCall, id: string, process: Process | undefined): Promise<Process> {
    const mine = process?.flow === flow.name && (await this.visibility.ofProcess(user, flow, process));
    if (!process || !mine) throw new NotFoundError('process', id);
    return process;
  }

  private async mayStart({ user, flow }: ViewsetCall): Promise<boolean> {
    for (const node of flow.starts) {
      if (behaviourOf(node).worker !== 'person') continue;
      if ((await this.executor.startRefusal(flow, node, user)) === undefined) return true;
    }
    return false;
  }
}
