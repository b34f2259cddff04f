import type { Select } from './list-source.js';

/** Binds values to one statement, each under a name of its own that no policy's parameter has. */
export class Bindings {
  private count = 0;

  constructor(private readonly statement: Select) {}

  /** The placeholder of this value. */
  value(value: unknown): string {
    const name = `nestflow_${this.count++}`;
    this.statement.setParameter(name, value);
    return `:${name}`;
  }

  /** A condition: `column` is one of these; of none, when there are none. */
  among(column: string, values: readonly unknown[]): string {
    if (values.length === 0) return '1 = 0';
    return `${column} IN (:...${this.value(values).slice(1)})`;
  }
}
