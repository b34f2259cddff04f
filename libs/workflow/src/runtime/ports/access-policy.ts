import type { SelectQueryBuilder } from 'typeorm';
import type { Process } from '../../model/process.entity.js';
import type { Task } from '../../model/task.entity.js';

/** A user as Nestflow sees one: the application's own id, and whatever else its policy needs. */
export interface WorkflowUser {
  /** 1 to 100 characters, without a space at its end. */
  readonly id: string;
  /** For people to read. Default: the id. */
  readonly name?: string;
  /** Names of rights; read by the default policy. */
  readonly permissions?: readonly string[];
}

/** What a right is asked about; absent when it is asked in general. */
export interface AccessSubject {
  /** The flow's stable name. */
  readonly flow: string;
  readonly process?: Process;
  readonly task?: Task;
}

/**
 * Who may see and do what: one policy of the application's own, asked by lists and by actions alike.
 *
 * @example
 * \@Injectable()
 * export class StaffAccess extends AccessPolicy<Employee> {
 *   user(request: Request) { return request.session.employee; }
 *   can(user: Employee, permission: string) { return user.roles.includes(permission); }
 *   permissionsOf(user: Employee) { return user.roles; }
 *   override visible(user: Employee, query: SelectQueryBuilder<Process>) {
 *     query.andWhere('process.businessKey LIKE :branch', { branch: `${user.branch}-%` });
 *   }
 * }
 */
export abstract class AccessPolicy<User extends WorkflowUser = WorkflowUser> {
  /** The user of a request, or `undefined` when nobody is signed in. */
  abstract user(request: unknown): User | undefined | Promise<User | undefined>;

  /** Whether the user holds a right; `subject` says on what. */
  abstract can(user: User, permission: string, subject?: AccessSubject): boolean | Promise<boolean>;

  /** All rights of the user, or `'*'` for every right there is; lists are filtered by these in SQL. */
  abstract permissionsOf(user: User): readonly string[] | '*' | Promise<readonly string[] | '*'>;

  /** The user with this id, to check whom a task is given to. Default: a user without any rights. */
  find(id: string): User | undefined | Promise<User | undefined> {
    return { id } as User;
  }

  /**
   * What people are called, by their ids, for pages. Asked once per page, with all ids on it; who is left out is shown
   * by their id. Default: everybody is.
   */
  names(_ids: readonly string[]): ReadonlyMap<string, string> | Promise<ReadonlyMap<string, string>> {
    return new Map();
  }

  /**
   * Whom a task may be given to, for pages to choose from; at most a few hundred. Who may not take it is refused all
   * the same. Without it, pages ask for an id.
   */
  people?(subject: AccessSubject): readonly User[] | Promise<readonly User[]>;

  /**
   * Limits a query to the processes the user may see at all, whatever rights they hold. The process has the alias
   * `process` in every query this is called with. Asked by lists, pages and actions. Default: no limit.
   */
  visible?(user: User, query: SelectQueryBuilder<Process>): void;
}

/** The default policy: `request.user` with an `id` and a list of `permissions`. */
export class RequestUserAccess extends AccessPolicy {
  user(request: unknown): WorkflowUser | undefined {
    const user = (request as { user?: unknown }).user;
    return typeof user === 'object' && user !== null && 'id' in user
      ? { ...user, id: String(user.id) }
      : undefined;
  }

  can(user: WorkflowUser, permission: string): boolean {
    return user.permissions?.includes(permission) ?? false;
  }

  permissionsOf(user: WorkflowUser): readonly string[] {
    return user.permissions ?? [];
  }
}
