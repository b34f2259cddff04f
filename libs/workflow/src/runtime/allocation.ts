import type { CompiledFlow } from '../definition/compiled-flow.js';
import { InputInvalidError } from '../errors.js';
import type { TaskStatus } from '../model/status.js';
import type { StoreTransaction } from './ports/workflow-store.js';
import type { Share, ShareOptions } from './shares.js';
import type { Tokens } from './tokens.js';
import type { UnitOfWork } from './unit-of-work.js';

/** What work is shared out by. */
interface Office {
  readonly flow: CompiledFlow;
  readonly tx: StoreTransaction;
  readonly work: UnitOfWork;
  readonly tokens: Tokens;
}

/** Who has how much to do, and whose turn it is: what `assign` functions share work out by. */
export class Allocation {
  constructor(private readonly office: Office) {}

  /** How many tasks in these statuses each of the users has, in the order the users are named. */
  async shares(
    users: readonly string[],
    statuses: readonly TaskStatus[],
    { node }: ShareOptions,
  ): Promise<Share[]> {
    const { flow, tx, work, tokens } = this.office;
    const known = node === undefined ? undefined : flow.graph.find(node);
    const of = known && { flow: flow.name, nodes: flow.graph.storedNames(known) };
    if (node !== undefined && !of) {
      throw new InputInvalidError(`Expected '${node}' to be a node of ${flow.name}, but it is none.`);
    }
    const stored = await tx.ownedBy({ owners: users, statuses, except: work.knownIds(), of });
    const here = [...work.known()].filter(
      (task) => statuses.includes(task.status) && (!known || tokens.nodeName(task) === known.name),
    );
    return users.map((user) => ({
      user,
      tasks: (stored.get(user) ?? 0) + here.filter(({ owner }) => owner === user).length,
    }));
  }

  /** Takes the next turn of this name, counted from 0 over all processes. */
  turn(name: string): Promise<number> {
    if (/^[\w.-]{1,100}$/.test(name)) return this.office.tx.takeTurn(name);
    throw new InputInvalidError(
      `Expected the name of a turn to be 1 to 100 letters, digits, dots, dashes or underscores, but got '${name}'.`,
    );
  }
}
