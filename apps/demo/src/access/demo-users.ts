import { createHash, timingSafeEqual } from 'node:crypto';

/** Somebody who may sign in. */
export interface DemoUser {
  readonly id: string;
  /** What they do here, for the page that offers them. */
  readonly about: string;
  /** Names of rights; `'*'` among them stands for every right. */
  readonly permissions: readonly string[];
}

/** Everybody's password is their name: this is a demo. */
export const DEMO_USERS: readonly DemoUser[] = [
  { id: 'admin', about: 'may do everything', permissions: ['*'] },
  {
    id: 'manager',
    about: 'approves messages, invoices and journeys, releases results, and runs every flow',
    permissions: [
      'hello.approve',
      'hello-world.manage',
      'order-shipment.manage',
      'blood.release',
      'blood-test.manage',
      'vote.call',
      'committee-vote.manage',
      'customer-order.manage',
      'customer-verification.manage',
      'item-packing.manage',
      'invoices.approve',
      'travel.approve',
      'travel-booking.manage',
      'invoice.manage',
    ],
  },
  {
    id: 'employee',
    about: 'writes messages, books journeys and calls votes',
    permissions: [
      'hello.start',
      'hello-world.view',
      'sample.view',
      'vote.call',
      'committee-vote.view',
      'travel.book',
      'travel-booking.view',
    ],
  },
  {
    id: 'clerk',
    about: 'enters shipments, orders and invoices, and verifies customers',
    permissions: [
      'shipment.clerk',
      'order-shipment.view',
      'orders.enter',
      'customer-order.view',
      'verification.check',
      'customer-verification.view',
      'item-packing.view',
      'invoices.enter',
      'invoice.view',
    ],
  },
  {
    id: 'packer',
    about: 'packs what is shipped',
    permissions: ['shipment.pack', 'packing.pack', 'item-packing.view'],
  },
  {
    id: 'lab',
    about: 'takes blood samples and analyses them',
    permissions: ['blood.sample', 'blood.analyse', 'blood.release', 'blood-test.view'],
  },
  { id: 'bob', about: 'has no rights: sees what a stranger sees', permissions: [] },
];

/** The user of this name. */
export function demoUser(id: unknown): DemoUser | undefined {
  return DEMO_USERS.find((user) => user.id === id);
}

/** A user of the demo that is known to be there. */
export function demoUserNamed(id: string): DemoUser {
  const user = demoUser(id);
  if (!user) throw new TypeError(`Expected '${id}' to be a user of the demo, but it is none.`);
  return user;
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
