import { createHash, timingSafeEqual } from 'node:crypto';

/** Somebody who may sign in. */
export interface DemoUser {
  readonly id: string;
  /** Names of rights; `'*'` among them stands for every right. */
  readonly permissions: readonly string[];
}

/** Everybody's password is their name: this is a demo. */
export const DEMO_USERS: readonly DemoUser[] = [
  { id: 'admin', permissions: ['*'] },
  { id: 'manager', permissions: ['hello.approve', 'hello-world.manage'] },
  { id: 'employee', permissions: ['hello.start', 'hello-world.view', 'sample.view'] },
  { id: 'bob', permissions: [] },
];

/** The user of this name. */
export function demoUser(id: unknown): DemoUser | undefined {
  return DEMO_USERS.find((user) => user.id === id);
}

/** The user, when the password is theirs. Takes as long for a wrong name as for a wrong password. */
export function authenticate(username: string, password: string): DemoUser | undefined {
  const user = demoUser(username);
  const matches = timingSafeEqual(digest(password), digest(user?.id ?? ''));
  return matches ? user : undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
