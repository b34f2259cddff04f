import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '../../errors.js';
import { AccessPolicy, type WorkflowUser } from '../../runtime/ports/access-policy.js';
import { refuseKey } from '../../runtime/storable-text.js';

/** Knows who a request is from. */
@Injectable()
export class SignedIn {
  constructor(private readonly access: AccessPolicy) {}

  /**
   * @throws {UnauthenticatedError} when nobody is signed in.
   * @throws {InputInvalidError} when their id is none that tasks could be found by.
   */
  async userOf(request: unknown): Promise<WorkflowUser> {
    const user = await this.access.user(request);
    if (!user) throw new UnauthenticatedError();
    refuseKey(user.id, 'user');
    return user;
  }
}
