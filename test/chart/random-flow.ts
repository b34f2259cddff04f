import {
  End,
  Flow,
  If,
  Join,
  Split,
  Start,
  Switch,
  View,
  type AnyNodeDecorator,
  type FlowClass,
} from 'nestflow';

/** Numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** A flow of random nodes with jumps ahead, loops back, branches and timeouts. */
export function randomFlow(random: () => number): FlowClass {
  class RandomFlow {}
  const members = RandomFlow.prototype as Record<string, unknown>;
  const below = (limit: number) => Math.floor(random() * limit);
  const length = 3 + below(22);
  const name = (index: number) => (index >= length ? 'end' : `n${index}`);
  const somewhere = (from: number) =>
    from > 0 && random() < 0.25 ? name(below(from)) : name(from + 1 + below(Math.min(4, length - from)));
  const place = (member: string, decorator: unknown) => (decorator as AnyNodeDecorator)(members, member);
  const kinds = [
    (index: number) => {
      members[name(index)] = () => true;
      return If({ then: name(index + 1), else: somewhere(index), title: 'Is it what we were looking for?' });
    },
    (index: number) =>
      Switch({
        cases: ['small', 'a much larger amount', 'none']
          .slice(0, 1 + below(3))
          .map((label) => ({ to: somewhere(index), when: () => true, label })),
        default: name(index + 1),
      }),
    (index: number) => Split({ branches: [name(index + 1), somewhere(index), somewhere(index)] }),
    (index: number) => View({ next: name(index + 1), title: 'Look at it closely, then decide' }),
    (index: number) =>
      View({
        next: name(index + 1),
        onTimeout: [
          { after: '1d', then: somewhere(index), interrupting: false },
          { after: '3 days', then: somewhere(index) },
        ],
      }),
  ];
  place('start', Start({ next: 'split' }));
  place('split', Split({ branches: ['n0', 'join'] }));
  for (let index = 0; index < length; index++) place(name(index), kinds[below(kinds.length)]?.(index));
  place('join', Join({ next: 'end' }));
  place('end', End());
  Flow({ data: class {}, name: 'random' })(RandomFlow);
  return RandomFlow;
}
