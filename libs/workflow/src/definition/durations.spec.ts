import { parseDuration } from './durations.js';

describe('Durations', () => {
  it.each([
    ['3d', 259_200_000],
    ['90 minutes', 5_400_000],
    [1500, 1500],
    [0, 0],
  ])('reads %j as %d ms', (duration, milliseconds) => {
    expect(parseDuration(duration)).toBe(milliseconds);
  });

  it.each(['', 'soon', '-3d', -1, Number.NaN, Number.POSITIVE_INFINITY, undefined, {}, 'x'.repeat(200)])(
    'refuses %j',
    (duration) => {
      expect(parseDuration(duration)).toBeUndefined();
    },
  );
});
