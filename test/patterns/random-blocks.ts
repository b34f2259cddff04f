import {
  End,
  Flow,
  Handler,
  If,
  Join,
  Split,
  SplitFirst,
  StartHandler,
  View,
  type Activation,
  type AnyNodeDecorator,
  type FlowClass,
  type JoinOptions,
} from 'nestflow';

export class Counts {
  counts: Record<string, number> = {};
}

/**
 * A flow of random blocks inside each other, each with one way in and one way out: tasks, sequences, choices, loops,
 * splits with every sort of join, several tokens down one branch, races. Whatever order its tasks are completed in, one
 * token comes out: its last task, `last`, is made once.
 */
export function randomBlocks(random: () => number): FlowClass {
  class RandomBlocks {}
  const members = RandomBlocks.prototype as Record<string, unknown>;
  const below = (limit: number) => Math.floor(random() * limit);
  let names = 0;
  const place = (decorator: unknown, method?: unknown, name = `n${++names}`): string => {
    if (method) members[name] = method;
    (decorator as AnyNodeDecorator)(members, name);
    return name;
  };
  const several = (make: () => string, least: number) => Array.from({ length: least + below(2) }, make);

  const joins = (count: number, next: string): string => {
    const needs = 1 + below(count);
    const kinds: JoinOptions[] = [
      { next },
      { next },
      { next, waitFor: 'reachable' },
      { next, needs, rest: 'ignore' },
      { next, needs, rest: 'cancel' },
    ];
    return place(Join(kinds[below(kinds.length)] ?? { next }));
  };

  const block = (depth: number, next: string): string => {
    const inner = () => block(depth - 1, next);
    const kinds = [
      () => place(View({ next })),
      () => place(Handler({ next }), () => undefined),
      () => block(depth - 1, inner()),
      () => {
        const taken = random() < 0.5;
        return place(If({ then: inner(), else: inner() }), () => taken);
      },
      () => {
        const again = `n${++names}`;
        const body = block(depth - 1, again);
        return place(
          If({ then: next, else: body }),
          ({ process }: Activation<Counts>) => {
            const count = (process.data.counts[again] ?? 0) + 1;
            process.data.counts[again] = count;
            return count % 2 === 0;
          },
          again,
        );
      },
      () => {
        const count = 2 + below(2);
        const join = joins(count, next);
        return place(Split({ branches: Array.from({ length: count }, () => block(depth - 1, join)) }));
      },
      () => {
        const times = 2 + below(2);
        const join = joins(times, next);
        return place(Split({ branches: [{ to: block(depth - 1, join), times }] }));
      },
      () => {
        const offers = several(() => place(View({ next: inner() })), 2);
        return place(SplitFirst({ branches: offers, on: random() < 0.5 ? 'start' : 'complete' }));
      },
    ];
    return kinds[below(depth <= 0 ? 2 : kinds.length)]?.() ?? next;
  };

  place(End(), undefined, 'end');
  place(View({ next: 'end' }), undefined, 'last');
  place(StartHandler({ next: block(4, 'last') }), undefined, 'start');
  Flow({ data: Counts, name: 'random-blocks' })(RandomBlocks);
  return RandomBlocks;
}
