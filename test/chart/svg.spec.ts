import { End, Flow, If, Start, View, type FlowNode } from 'nestflow';
import { chartJson, chartSvg } from '../../libs/workflow/src/chart/chart.js';
import { MARKERS } from '../../libs/workflow/src/chart/markers.js';
import { compiled, exampleFlows, flows } from './flows.js';

const HOSTILE = `"><script>alert('x')</script>&\u0000\u001b\ud800 ]]> <!-- `;

@Flow({ data: class {}, title: HOSTILE, description: HOSTILE })
class HostileFlow {
  @Start({ next: 'ask', title: HOSTILE }) start!: FlowNode;
  @View({ next: 'choose', title: HOSTILE, description: HOSTILE }) ask!: FlowNode;
  @If({ then: 'end', else: 'ask', title: '' })
  choose() {
    return true;
  }
  @End({ title: 'Donaudampfschifffahrtsgesellschaftskapitänswitwenrente 你好 🎉' }) end!: FlowNode;
}

describe('A diagram as SVG', () => {
  it('B79 draws every node and every edge once', async () => {
    const flow = compiled(flows.vocabulary);
    const svg = await chartSvg(flow);
    for (const { name } of flow.graph.nodes) expect(svg.split(`data-node="${name}"`)).toHaveLength(2);
    expect(svg.match(/data-edge=/g)).toHaveLength(flow.graph.edges.length);
    expect(await chartSvg(compiled(flows.vocabulary))).toBe(svg);
  });

  it.each(Object.entries(exampleFlows))(
    'B79 has an icon for every marker, filled where it throws: %s',
    async (_name, flowClass) => {
      const { nodes, boundaries } = compiled(flowClass).graph;
      for (const { kind, options } of [...nodes, ...boundaries]) {
        const marker = kind.variant?.(options).drawing?.marker ?? kind.drawing.marker;
        if (marker === undefined) continue;
        expect(MARKERS).toHaveProperty([marker.replace(/-throw$/, '')]);
        expect([kind.name, marker.endsWith('-throw')]).toEqual([
          kind.name,
          kind.bpmn.type === 'bpmn:IntermediateThrowEvent',
        ]);
      }
    },
  );

  it('B79 escapes hostile titles, and drops what XML cannot hold', async () => {
    const svg = await chartSvg(compiled(HostileFlow), {
      standalone: true,
      state: { notes: { ask: HOSTILE } },
    });
    expect(svg).not.toMatch(/<script|<!--|\p{Surrogate}/u);
    expect([...svg].filter((char) => char < ' ' && char !== '\n')).toEqual([]);
    expect(svg).toContain('&#60;script&#62;');
  });

  it('has no script, no style attribute and no id, so that a strict policy lets it be', async () => {
    const svg = await chartSvg(compiled(flows.eventful), { state: {} });
    expect(svg).not.toMatch(/<script|<style|\sstyle=|\sid=|\son\w+=/);
  });

  it('carries its styles when it is a file of its own', async () => {
    const svg = await chartSvg(compiled(flows.empty), { standalone: true });
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain('<style>.nf-chart{');
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg).toContain('[data-bs-theme=dark]');
  });

  it('tells in words what it shows', async () => {
    const svg = await chartSvg(compiled(flows.cyclic));
    expect(svg).toContain('role="img" aria-label="Diagram of Order"');
    expect(svg).toContain('<title>Diagram of Order</title>');
    expect(svg).toContain('Complete – yes: to Prepare; no: to Ask customer.');
  });

  it('shows and tells where tasks stand, which have failed, and the path taken', async () => {
    const svg = await chartSvg(compiled(flows.cyclic), {
      state: {
        nodes: { check: { done: 3, waiting: 2 }, takePayment: { failed: 1, done: 0 }, gone: { waiting: 9 } },
        travelled: [{ from: 'newOrder', to: 'check' }],
        notes: { check: 'median 2 h' },
      },
    });
    expect(svg).toMatch(/class="[^"]*is-waiting" data-node="check"/);
    expect(svg).toMatch(/class="[^"]*is-failed" data-node="takePayment"/);
    expect(svg).toMatch(/class="[^"]*is-travelled" data-edge="newOrder&#62;check"/);
    expect(svg.match(/class="[^"]*is-travelled" data-edge/g)).toHaveLength(1);
    expect(svg).toContain('Check (2 waiting, 3 done, median 2 h) – to Complete.');
    expect(svg).not.toMatch(/gone|9 waiting/);
  });

  it('shows tasks of earlier names at the node of today, and events on borders', async () => {
    const flow = compiled(flows.eventful);
    const old = await chartSvg(compiled(flows.vocabulary), { state: { nodes: { fax: { waiting: 4 } } } });
    expect(old).toContain('Old way (4 waiting)');
    const svg = await chartSvg(flow, {
      state: {
        nodes: { 'approve:timeout': { done: 1 } },
        travelled: [{ from: 'approve:timeout', to: 'remind' }],
      },
    });
    expect(svg).toContain('class="nf-boundary nf-boundary--beside is-done" data-boundary="approve:timeout"');
    expect(svg).toMatch(/is-travelled" data-edge="approve&#62;remind"/);
  });

  it('lets an application translate its words', async () => {
    const svg = await chartSvg(compiled(flows.empty), {
      state: { nodes: { end: { done: 2 } } },
      words: {
        diagramOf: (title) => `Diagramm: ${title}`,
        count: (state, count) =>
          `${count} ${{ done: 'fertig', waiting: '', failed: '', canceled: '' }[state]}`,
        leadsTo: (target) => `dann ${target}`,
      },
    });
    expect(svg).toContain('aria-label="Diagramm: Empty"');
    expect(svg).toContain('Start – dann End.\nEnd (2 fertig).');
  });

  it('comes as plain data too', async () => {
    const flow = compiled(flows.cyclic);
    const json = await chartJson(flow, { state: { nodes: { check: { waiting: 1 } } } });
    expect(JSON.parse(JSON.stringify(json))).toMatchObject({
      flow: 'order',
      hash: flow.hash,
      title: 'Order',
    });
    expect(json.nodes.find(({ name }) => name === 'check')).toMatchObject({
      kind: 'VIEW',
      counts: { waiting: 1 },
      width: 164,
    });
    expect(json.edges[0]).toMatchObject({ id: 'newOrder>check', travelled: false });
  });
});
