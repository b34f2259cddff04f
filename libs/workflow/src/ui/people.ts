import { Injectable } from '@nestjs/common';
import { AccessPolicy, type AccessSubject } from '../runtime/ports/access-policy.js';

/** What people are called, by their ids. */
export type Names = ReadonlyMap<string, string>;

/** Somebody to choose. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** Where the plain data of pages has the ids of people. */
const KEYS = new Set(['owner', 'actor', 'author', 'delegatedBy', 'person']);
const DEEPEST = 8;

/** Knows what people are called, as the access policy tells. */
@Injectable()
export class People {
  constructor(private readonly access: AccessPolicy) {}

  /** The names of everybody in the data of a page, asked for at once. */
  async namesIn(model: object): Promise<Names> {
    const ids = new Set<string>();
    collect(model, ids, 0);
    return ids.size === 0 ? new Map() : this.access.names([...ids]);
  }

  /** The name of one, or their id. */
  async name(id: string): Promise<string> {
    return (await this.access.names([id])).get(id) ?? id;
  }

  /** Whom a task may be given to; nothing when the policy does not tell. */
  async choices(subject: AccessSubject, except: string | null): Promise<Person[] | undefined> {
    const people = await this.access.people?.(subject);
    return people?.filter(({ id }) => id !== except).map(({ id, name }) => ({ id, name: name ?? id }));
  }
}

function collect(value: unknown, ids: Set<string>, depth: number): void {
  if (typeof value !== 'object' || value === null || value instanceof Date || depth > DEEPEST) return;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string') {
      if (KEYS.has(key)) ids.add(inner);
    } else collect(inner, ids, depth + 1);
  }
}
