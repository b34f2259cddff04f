import { editList } from './list-edits.js';

describe('buttons of lists', () => {
  const edited = (values: Record<string, unknown>, edit: { add?: unknown; remove?: unknown }) => {
    editList(values, edit);
    return values;
  };

  it('add a line at the end, in groups that are not filled in yet as well', () => {
    expect(edited({}, { add: 'items' })).toEqual({ items: [null] });
    expect(edited({ items: [{ a: 1 }] }, { add: 'items' })).toEqual({ items: [{ a: 1 }, null] });
    expect(edited({}, { add: 'address.lines' })).toEqual({ address: { lines: [null] } });
    expect(edited({ items: [{}] }, { add: 'items.0.tags' })).toEqual({ items: [{ tags: [null] }] });
  });

  it('take away the line they stand beside', () => {
    expect(edited({ items: [1, 2, 3] }, { remove: 'items.1' })).toEqual({ items: [1, 3] });
    expect(edited({ a: { b: [1] } }, { remove: 'a.b.0' })).toEqual({ a: { b: [] } });
  });

  it.each([
    { add: '__proto__.polluted' },
    { add: 'constructor.prototype.polluted' },
    { add: 'text' },
    { add: 'items.5.tags' },
    { remove: 'items.7' },
    { remove: 'items.length' },
    { remove: 'text.0' },
    { add: 7 },
    {},
  ])('change nothing when they lead nowhere: %p', (edit) => {
    const values = { text: 'a', items: [1] };
    expect(editList(values, edit)).toBe(false);
    expect(values).toEqual({ text: 'a', items: [1] });
    expect('polluted' in {}).toBe(false);
  });
});
