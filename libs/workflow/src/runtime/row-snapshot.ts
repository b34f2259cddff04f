import type { Process } from '../model/process.entity.js';
import type { Task } from '../model/task.entity.js';

/** The values of a row's properties, in their order, as what they are compared by. */
export type Snapshot = readonly unknown[];

/** What a row is now. */
export function snapshot(row: Process | Task): Snapshot {
  const values = row as unknown as Record<string, unknown>;
  return Object.keys(values).map((property) => comparable(values[property]));
}

/** The data of a process as JSON, as it was. */
export function dataIn(process: Process, before: Snapshot): string {
  return before[Object.keys(process).indexOf('data')] as string;
}

/** Adds the properties in which a row differs from what it was; answers whether there are any. */
export function noteChanges(row: Process | Task, before: Snapshot, changed: Set<string>): boolean {
  const values = row as unknown as Record<string, unknown>;
  const differing = Object.keys(values).filter(
    (property, index) => comparable(values[property]) !== before[index],
  );
  for (const property of differing) changed.add(property);
  return differing.length > 0;
}

/** Moments and documents may be changed in place. */
function comparable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return value instanceof Date ? value.getTime() : JSON.stringify(value);
}
