import { validate, version } from 'uuid';
import { firstIdOf, newId } from './ids.js';

describe('ids', () => {
  it('are UUIDs of version 7 that increase strictly, many to a millisecond', () => {
    const ids = Array.from({ length: 60_000 }, newId);
    expect(ids.filter((id) => !validate(id) || version(id) !== 7)).toEqual([]);
    expect(ids.filter((id, index) => index > 0 && id <= (ids[index - 1] ?? ''))).toEqual([]);
  });

  it('are no lower than the first of the moment they are made at', () => {
    const before = firstIdOf(new Date());
    const id = newId();
    expect(id >= before).toBe(true);
    expect(id < firstIdOf(new Date(Date.now() + 60_000))).toBe(true);
  });
});
