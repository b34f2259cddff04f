import { Injectable } from '@nestjs/common';
import { ForbiddenError, NotFoundError } from '../../errors.js';
import type { Process } from '../../model/process.entity.js';
import { AccessPolicy } from '../../runtime/ports/access-policy.js';
import { Visibility } from '../../runtime/visibility.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';

/** Whether the user may see the flow a route is about, or a process of it. */
@Injectable()
export class FlowRights {
  constructor(
    private readonly visibility: Visibility,
    private readonly access: AccessPolicy,
  ) {}

  /** Whether the user may see the flow's processes in general. */
  sees({ user, flow }: ViewsetCall): Promise<boolean> {
    return this.visibility.ofFlow(user, flow);
  }

  /** @throws {ForbiddenError} when the user may neither see nor manage the flow. */
  async requireSight(call: ViewsetCall): Promise<void> {
    if (await this.sees(call)) return;
    const { user, flow } = call;
    throw new ForbiddenError(
      `Expected a holder of '${flow.viewPermission}' or '${flow.managePermission}' to see ${flow.name}, but '${user.id}' is none.`,
    );
  }

  /** @throws {ForbiddenError} when the user does not manage the flow. */
  async requireManagement({ user, flow }: ViewsetCall, process?: Process): Promise<void> {
    if (await this.access.can(user, flow.managePermission, { flow: flow.name, process })) return;
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
}
