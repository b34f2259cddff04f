import { ConfigurationError } from 'nestflow';
import { chartLayout } from '../../libs/workflow/src/chart/chart.js';
import { loadEngine } from '../../libs/workflow/src/chart/elk.js';
import { layoutFlow } from '../../libs/workflow/src/chart/layout-flow.js';
import type { FlowLayout } from '../../libs/workflow/src/definition/flow-layout.js';
import { compiled, exampleFlows, flows } from './flows.js';
import { boxesOf, edgesThroughNodes, onBorder, overlapsIn, piecesOf } from './geometry.js';
import { randomFlow, seeded } from './random-flow.js';

describe.each(Object.entries({ ...exampleFlows, ...flows }))(
  'The layout of a diagram: %s flow',
  (_name, flowClass) => {
    const flow = compiled(flowClass);
    let layout: FlowLayout;
    beforeAll(async () => {
      layout = await chartLayout(flow);
    });

    it('B79 lets no node, caption or label overlap another', () => {
      expect(overlapsIn(layout)).toEqual([]);
    });

    it('B79 stays inside the picture', () => {
      const outside = boxesOf(layout).filter(
        ({ box: { x, y, width, height } }) =>
          x < 0 || y < 0 || x + width > layout.width || y + height > layout.height,
      );
      expect(outside).toEqual([]);
    });

    it('B79 draws every edge, level and upright, from the border of its source to that of its target', () => {
      const nodes = new Map(layout.nodes.map((node) => [node.name, node]));
      expect(layout.edges.map(({ from, to }) => [from, to])).toEqual(
        flow.graph.edges.map(({ from, to }) => [from, to]),
      );
      for (const edge of layout.edges) {
        const [source, target] = [edge.boundary ?? nodes.get(edge.from), nodes.get(edge.to)];
        const [start, end] = [edge.points[0], edge.points.at(-1)];
        if (!source || !target || !start || !end) throw new TypeError(`Expected ${edge.id} to be drawn`);
        expect([edge.id, onBorder(start, source), onBorder(end, target)]).toEqual([edge.id, true, true]);
        expect(piecesOf(edge).filter(({ width, height }) => width > 0 && height > 0)).toEqual([]);
      }
    });

    it('B79 leads no edge through a node', () => {
      expect(edgesThroughNodes(layout)).toEqual([]);
    });

    it('B79 meets diamonds at their corners', () => {
      const beside = layout.edges.flatMap(({ id, from, to, points: [start, ...rest] }) => {
        const ends = [
          [from, start],
          [to, rest.at(-1)],
        ] as const;
        return ends.flatMap(([name, point]) => {
          const node = layout.nodes.find((one) => one.name === name);
          if (!node || !point || node.drawing.outline !== 'diamond') return [];
          const middle = point.x === node.x + node.width / 2 || point.y === node.y + node.height / 2;
          return middle ? [] : [`${id} misses the corners of ${name}`];
        });
      });
      expect(beside).toEqual([]);
    });

    it('B79 is the same every time', async () => {
      expect(await layoutFlow(compiled(flowClass))).toEqual(layout);
    });
  },
);

describe('The layout of random flows', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

  it(`B79 has no overlaps and leads no edge through a node (SEED=${seed})`, async () => {
    const random = seeded(seed);
    for (let run = 0; run < 10; run++) {
      const layout = await layoutFlow(compiled(randomFlow(random)));
      expect([run, ...overlapsIn(layout), ...edgesThroughNodes(layout)]).toEqual([run]);
      expect(layout.edges.every(({ points }) => points.length >= 2)).toBe(true);
    }
  });
});

describe('Layouts', () => {
  it('are computed once per flow, also when asked for twice at once', async () => {
    const flow = compiled(flows.empty);
    const [one, other] = await Promise.all([chartLayout(flow), chartLayout(flow)]);
    expect(other).toBe(one);
    expect(await chartLayout(flow)).toBe(one);
  });

  it('break a long flow into rows', async () => {
    const { width, height } = await chartLayout(compiled(flows.hundred));
    expect(width).toBeLessThan(3000);
    expect(height).toBeLessThan(3000);
  });

  it('say what to install when the layout engine is missing', async () => {
    const missing = loadEngine(() => Promise.reject(new Error('Cannot find package')));
    await expect(missing).rejects.toThrow(ConfigurationError);
    await expect(missing).rejects.toThrow('npm install elkjs');
  });
});
