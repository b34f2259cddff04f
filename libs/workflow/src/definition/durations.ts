import ms from 'ms';

/** A span of time: an `ms` string such as `'3d'` or `'90 minutes'`, or a number of milliseconds. */
export type Duration = string | number;

/**
 * A duration in milliseconds, or `undefined` when it is none: not a string `ms` understands, negative or not finite.
 *
 * @example
 * parseDuration('90 minutes'); // 5_400_000
 */
export function parseDuration(duration: unknown): number | undefined {
  if (typeof duration !== 'string' && typeof duration !== 'number') return undefined;
  if (duration === '' || (typeof duration === 'string' && duration.length > 100)) return undefined;
  const milliseconds = typeof duration === 'number' ? duration : ms(duration as ms.StringValue);
  return Number.isFinite(milliseconds) && milliseconds >= 0 ? milliseconds : undefined;
}
