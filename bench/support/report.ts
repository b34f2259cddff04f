/** A row of a table: its first column says what was measured. */
export type Row = Readonly<Record<string, string | number>>;

/** What one scenario answers. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** A table as text, numbers to the right. */
export function format({ title, rows }: Table): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => show(row[column])))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  '),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [title, lines[0], rule, ...lines.slice(1)].join('\n');
}

function show(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  if (value >= 100) return String(Math.round(value));
  return value >= 1 ? value.toFixed(2) : value.toFixed(3);
}
