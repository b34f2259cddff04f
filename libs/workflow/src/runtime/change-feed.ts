import { Logger } from '@nestjs/common';
import type { ProcessContext } from './process-context.js';

/** That a process has changed, with what it takes to know whom that concerns. */
export interface ProcessChange {
  readonly flow: string;
  readonly processId: string;
  /** Ids of users whose lists it may change: who had, has or is given one of its tasks, or is named in a comment. */
  readonly users: readonly string[];
  /** Rights whose holders' queues it may change. */
  readonly permissions: readonly string[];
  /** It concerns more users and rights than are listed. */
  readonly more: boolean;
}

/** So many users and rights are listed, for a change has to fit into a notification. */
const MOST_LISTED = 20;

/**
 * Tells that processes have changed, after the commit that changed them: in the instance that did, and as far as they
 * hear of each other, in the others. A listener that throws is logged and disturbs nobody.
 */
export class ChangeFeed {
  private readonly logger = new Logger('Nestflow');
  private readonly listeners = new Set<(change: ProcessChange) => void>();
  private readonly listenersElsewhere = new Set<(change: ProcessChange) => void>();

  /** Adds a listener for what this instance changes; the answer removes it. */
  on(listener: (change: ProcessChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Adds a listener for what other instances change; the answer removes it. */
  onElsewhere(listener: (change: ProcessChange) => void): () => void {
    this.listenersElsewhere.add(listener);
    return () => this.listenersElsewhere.delete(listener);
  }

  /** Tells every listener of what this instance has changed. It is put together only when there is one. */
  publish(change: () => ProcessChange): void {
    if (this.listeners.size > 0) this.tell(this.listeners, change());
  }

  /** Tells of what another instance has changed. */
  hear(change: ProcessChange): void {
    this.tell(this.listenersElsewhere, change);
  }

  private tell(listeners: Iterable<(change: ProcessChange) => void>, change: ProcessChange): void {
    for (const listener of listeners) {
      try {
        listener(change);
      } catch (error) {
        this.logger.error('Telling of a change failed', error instanceof Error ? error.stack : String(error));
      }
    }
  }
}

/** What a transition has changed. */
export function changeOf({ process, flow, work, user }: ProcessContext): ProcessChange {
  const users = new Set(work.formerOwners);
  const permissions = new Set<string>();
  if (user) users.add(user.id);
  for (const { owner, delegatedBy, permission } of work.known()) {
    if (owner !== null) users.add(owner);
    if (delegatedBy !== null) users.add(delegatedBy);
    if (permission !== null) permissions.add(permission);
  }
  return changed({ flow: flow.name, processId: process.id }, users, permissions);
}

/** A change that concerns these users, and the holders of these rights. */
export function changed(
  { flow, processId }: Pick<ProcessChange, 'flow' | 'processId'>,
  users: ReadonlySet<string>,
  permissions: ReadonlySet<string> = NOBODY,
): ProcessChange {
  const more = users.size > MOST_LISTED || permissions.size > MOST_LISTED;
  return { flow, processId, users: firstOf(users), permissions: firstOf(permissions), more };
}

const NOBODY: ReadonlySet<string> = new Set();

function firstOf(members: ReadonlySet<string>): readonly string[] {
  return members.size > MOST_LISTED ? [...members].slice(0, MOST_LISTED) : [...members];
}

/** Several changes as one per process, in the order they came. */
export function merged(changes: Iterable<ProcessChange>): ProcessChange[] {
  const byProcess = new Map<string, ProcessChange>();
  for (const change of changes) {
    const before = byProcess.get(change.processId);
    byProcess.set(change.processId, before ? both(before, change) : change);
  }
  return [...byProcess.values()];
}

function both(one: ProcessChange, other: ProcessChange): ProcessChange {
  const union = (of: 'users' | 'permissions') => new Set([...one[of], ...other[of]]);
  const change = changed(one, union('users'), union('permissions'));
  return { ...change, more: change.more || one.more || other.more };
}
