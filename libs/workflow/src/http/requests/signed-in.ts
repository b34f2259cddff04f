import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '../../errors.js';
import { AccessPolicy, type WorkflowUser } from '../../runtime/ports/access-policy.js';

/** Knows who a request is from. */
@Injectable()
export class SignedIn {
  constructor(private readonly access: AccessPolicy) {}

  /** @throws {UnauthenticatedError} when nobody is signed in. */
  async userOf(request: unknown): Promise<WorkflowUser> {
    const user = await this.access.user(request);
    if (!user) throw new UnauthenticatedError();
    return user;
  }
}
