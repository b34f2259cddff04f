import type { Process } from '../model/process.entity.js';
import { isStoredAs, storedForm, toPlain, type Plain } from './plain-data.js';
import { shortened } from './shortened.js';

/** What a field of the process data was, and what it is now, as the history keeps it; `null`: nothing. */
export interface FieldChange {
  readonly from: unknown;
  readonly to: unknown;
  /** One of the two was longer than 1,000 characters: only its beginning is here. */
  readonly shortened?: true;
}

/** That a field of the process data has changed, of which the flow has its history hide the values. */
export interface HiddenChange {
  readonly hidden: true;
}

/** What a step has changed in the process data, as it stands in the payload of an event. */
export interface DataChanges {
  /** By field. */
  readonly changes: Readonly<Record<string, FieldChange | HiddenChange>>;
  /** How many fields more have changed, when there are more than 50. */
  readonly moreChanges?: number;
}

/** How many fields one event tells of. */
const MOST_FIELDS = 50;

/** Fields with what they hold, without those that hold nothing. */
type Fields = ReadonlyMap<string, Plain>;

/**
 * Knows the data of a process as the history has last told it, and what has changed since. Data is changed in place:
 * what is known is a copy, made once and renewed field by field, and everything else is comparing.
 */
export class DataWatch {
  private told: Fields | undefined;
  private readonly hidden: ReadonlySet<string>;

  constructor(
    private readonly process: Process,
    /** The data as it is now, as JSON. */
    private readonly before: string,
    hidden: readonly string[] = [],
  ) {
    this.hidden = new Set(hidden);
  }

  /** The point up to which everything is told. */
  get known(): Fields {
    return (this.told ??= fieldsOf(JSON.parse(this.before)));
  }

  /** Goes back to a point: what was told since is not. */
  set known(fields: Fields) {
    this.told = fields;
  }

  /** What has changed since it was last asked, if anything. */
  take(): DataChanges | undefined {
    const { known } = this;
    const names = changedNames(this.process.data, known);
    if (names.length === 0) return undefined;
    const now = fieldsOf(this.process.data, names);
    const changes = names.slice(0, MOST_FIELDS).map((name) => [name, this.change(name, known, now)] as const);
    const renewed = new Map(known);
    for (const name of names) {
      const value = now.get(name);
      if (value === undefined) renewed.delete(name);
      else renewed.set(name, value);
    }
    this.told = renewed;
    return {
      changes: Object.fromEntries(changes),
      ...(names.length > MOST_FIELDS ? { moreChanges: names.length - MOST_FIELDS } : {}),
    };
  }

  private change(name: string, known: Fields, now: Fields): FieldChange | HiddenChange {
    if (this.hidden.has(name)) return { hidden: true };
    const from = shortened(known.get(name) ?? null);
    const to = shortened(now.get(name) ?? null);
    return {
      from: from.value,
      to: to.value,
      ...(from.isCut || to.isCut ? { shortened: true as const } : {}),
    };
  }
}

function changedNames(data: object, known: Fields): string[] {
  const changed: string[] = [];
  const now = (storedForm(data) ?? {}) as Record<string, unknown>;
  let met = 0;
  for (const name of Object.keys(now)) {
    const before = known.get(name);
    if (before !== undefined) met += 1;
    if (!isStoredAs(now[name], before ?? null)) changed.push(name);
  }
  if (met < known.size) changed.push(...[...known.keys()].filter((name) => !Object.hasOwn(now, name)));
  return changed;
}

function fieldsOf(data: unknown, names?: readonly string[]): Fields {
  const now = (storedForm(data) ?? {}) as Record<string, unknown>;
  const fields = new Map<string, Plain>();
  for (const name of names ?? Object.keys(now)) {
    const value = Object.hasOwn(now, name) ? toPlain(now[name]) : null;
    if (value !== null) fields.set(name, value);
  }
  return fields;
}
