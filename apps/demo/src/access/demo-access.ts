import { Injectable } from '@nestjs/common';
import { AccessPolicy } from 'nestflow';
import { demoUser, type DemoUser } from './demo-users.js';
import type { SessionRequest } from './session.js';

/** Who may see and do what in the demo: the rights its users are listed with. */
@Injectable()
export class DemoAccess extends AccessPolicy<DemoUser> {
  user(request: SessionRequest): DemoUser | undefined {
    return demoUser(request.session?.user);
  }

  can(user: DemoUser, permission: string): boolean {
    return user.permissions.includes('*') || user.permissions.includes(permission);
  }

  permissionsOf(user: DemoUser): readonly string[] | '*' {
    return user.permissions.includes('*') ? '*' : user.permissions;
  }

  override find(id: string): DemoUser | undefined {
    return demoUser(id);
  }
}
