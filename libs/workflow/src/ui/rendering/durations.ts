const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** A duration in its largest unit: "2.5 h", "3 days", "< 1 sec". */
export function durationText(milliseconds: number, locale: string): string {
  if (milliseconds < 1_000) return `< ${durationText(1_000, locale)}`;
  const [unit, length] = UNITS.find(([, size]) => milliseconds >= size) ?? (['second', 1_000] as const);
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: milliseconds >= 10 * length ? 0 : 1,
  }).format(milliseconds / length);
}
