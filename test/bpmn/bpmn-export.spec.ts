import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { BpmnModdle, type ModdleElement } from 'bpmn-moddle';
import type { Page } from 'playwright-core';
import {
  CompensateThrow,
  ConfigurationError,
  End,
  ErrorEnd,
  Flow,
  Handler,
  Start,
  StartHandler,
  Timer,
  View,
  type CompiledFlow,
  type FlowClass,
  type FlowNode,
} from 'nestflow';
import { bpmnXml } from '../../libs/workflow/src/bpmn/bpmn-xml.js';
import { bpmnModel } from '../../libs/workflow/src/bpmn/moddle.js';
import { chartLayout } from '../../libs/workflow/src/chart/chart.js';
import { inChromium } from '../support/chromium.js';
import { compiled, exampleFlows, flows } from '../chart/flows.js';

const HOSTILE = `"><bpmn:task id='x'/>&\u0000\u001b\ud800 ]]> <!-- `;

@Flow({ data: class {}, title: HOSTILE, description: HOSTILE })
class HostileFlow {
  @Start({ next: 'größe$', title: HOSTILE }) 'a name'!: FlowNode;
  @View({ next: 'a/name', title: HOSTILE, description: HOSTILE }) größe$!: FlowNode;
  @ErrorEnd({ code: HOSTILE }) 'a/name'!: FlowNode;
}

@Flow({ data: class {} })
class DocumentedFlow {
  @Start({ next: 'read' }) start!: FlowNode;
  @View({ next: 'end', description: 'Read it twice.' }) read!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: class {} })
class TakeBackFlow {
  @StartHandler({ next: 'book' }) start!: FlowNode;
  @Handler({ next: 'pay', compensateWith: 'unbook' }) book() {}
  @Handler() unbook() {}
  @Handler({ next: 'insure', compensateWith: 'refund' }) pay() {}
  @Handler() refund() {}
  @Handler({ next: 'some', compensateWith: 'void' }) insure() {}
  @Handler() void() {}
  @CompensateThrow({ next: 'rest', of: ['book', 'pay'] }) some!: FlowNode;
  @CompensateThrow({ next: 'end' }) rest!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: class {} })
class PausingFlow {
  @StartHandler({ next: 'pause' }) start!: FlowNode;
  @Timer({ after: '90 minutes', next: 'until' }) pause!: FlowNode;
  @Timer({ at: new Date('2031-05-01T08:00:00Z'), next: 'asked' }) until!: FlowNode;
  @Timer({ after: () => '3d', next: 'ask' }) asked!: FlowNode;
  @View({
    next: 'end',
    onTimeout: [
      { after: '3d', then: 'end' },
      { after: () => '4d', then: 'end' },
    ],
  })
  ask!: FlowNode;
  @End() end!: FlowNode;
}

const all: Readonly<Record<string, FlowClass>> = {
  ...exampleFlows,
  ...flows,
  hostile: HostileFlow,
  takeBack: TakeBackFlow,
  pausing: PausingFlow,
};
const known = new Map<FlowClass, CompiledFlow>();
const exported = async (flowClass: FlowClass) => {
  const flow = known.get(flowClass) ?? compiled(flowClass);
  known.set(flowClass, flow);
  return { flow, xml: await bpmnXml(flow, await chartLayout(flow)) };
};
const require = createRequire(import.meta.url);

describe('A flow as BPMN 2.0', () => {
  it.each(Object.entries(all))('B79 %s flow is read back without a warning', async (_name, flowClass) => {
    const { flow, xml } = await exported(flowClass);
    const { rootElement, warnings } = await new BpmnModdle().fromXML(xml);
    expect(warnings).toEqual([]);
    const elements = elementsOf(rootElement);
    const count = (type: string) => elements.filter(({ $type }) => $type === type).length;
    const boundaries = flow.graph.edges.filter(({ role }) => role === 'boundary').length;
    expect(count('bpmn:BoundaryEvent')).toBe(boundaries);
    expect(elements.filter((one) => String(one.get('id')).startsWith('Node_'))).toHaveLength(
      flow.graph.nodes.length,
    );
    const compensations = flow.graph.edges.filter(({ event }) => event?.marker === 'compensation').length;
    expect(count('bpmn:SequenceFlow')).toBe(flow.graph.edges.length - compensations);
  });

  it.each(Object.entries(all))(
    'maps every kind by what it says of itself: %s flow',
    async (_name, flowClass) => {
      const { flow, xml } = await exported(flowClass);
      const { rootElement } = await new BpmnModdle().fromXML(xml);
      const types = elementsOf(rootElement)
        .filter((one) => String(one.get('id')).startsWith('Node_'))
        .map(({ $type }) => $type);
      expect(types).toEqual(
        flow.graph.nodes.map(({ kind, options }) => kind.variant?.(options).bpmn?.type ?? kind.bpmn.type),
      );
    },
  );

  it('names what events are about, defaults and branches', async () => {
    const { xml } = await exported(flows.vocabulary);
    expect(xml).toContain('<bpmn:error id="Error_NONSENSE" name="NONSENSE" errorCode="NONSENSE" />');
    expect(xml).toContain('default="Flow_triage_nonsense"');
    expect(xml).toContain('name="over 1000 €"');
  });

  it('keeps descriptions as documentation', async () => {
    const { xml } = await exported(DocumentedFlow);
    expect(xml).toContain('<bpmn:documentation>Read it twice.</bpmn:documentation>');
  });

  it('a compensation of some tasks names each of them, one of all names none', async () => {
    const { xml } = await exported(TakeBackFlow);
    const { rootElement } = await new BpmnModdle().fromXML(xml);
    const compensated = (id: string) => {
      const event = elementsOf(rootElement).find((one) => one.get('id') === id);
      return (event?.get('eventDefinitions') as ModdleElement[]).map((definition) =>
        (definition.get('activityRef') as ModdleElement | undefined)?.get('id'),
      );
    };
    expect(compensated('Node_some')).toEqual(['Node_book', 'Node_pay']);
    expect(compensated('Node_rest')).toEqual([undefined]);
  });

  it('says when timers are due as ISO 8601 has it, and nothing where code says it', async () => {
    const { xml } = await exported(PausingFlow);
    const { rootElement } = await new BpmnModdle().fromXML(xml);
    const due = elementsOf(rootElement).flatMap((event) =>
      ((event.get('eventDefinitions') ?? []) as ModdleElement[]).map((definition) =>
        ['timeDuration', 'timeDate'].flatMap((property) => {
          const expression = definition.get(property) as ModdleElement | undefined;
          return expression ? [property, expression.get('body')] : [];
        }),
      ),
    );
    expect(due).toEqual([
      ['timeDuration', 'PT5400S'],
      ['timeDate', '2031-05-01T08:00:00.000Z'],
      [],
      ['timeDuration', 'PT259200S'],
      [],
    ]);
  });

  it('is the same every time', async () => {
    expect((await exported(flows.eventful)).xml).toBe((await exported(flows.eventful)).xml);
  });

  it('says what to install when the BPMN library is missing', async () => {
    const missing = bpmnModel(() => Promise.reject(new Error('Cannot find package')));
    await expect(missing).rejects.toThrow(ConfigurationError);
    await expect(missing).rejects.toThrow('npm install bpmn-moddle');
  });
});

const xmllint = hasXmllint();
const schemaTitle = 'Against the BPMN 2.0 schema of the OMG';
(xmllint ? describe : describe.skip)(
  xmllint ? schemaTitle : `${schemaTitle} (skipped: there is no xmllint; Debian has it in libxml2-utils)`,
  () => {
    const schema = require.resolve('bpmn-moddle/resources/bpmn/xsd/BPMN20.xsd');

    it.each(Object.entries(all))('B79 %s flow is valid', async (_name, flowClass) => {
      const { xml } = await exported(flowClass);
      expect(complaints(xml)).toBe('');
    });

    it('finds what is wrong, so that its silence means something', async () => {
      const { xml } = await exported(flows.empty);
      expect(complaints(xml.replace('isExecutable="false"', 'isExecutable="perhaps"'))).toContain('perhaps');
    });

    function complaints(xml: string): string {
      try {
        execFileSync('xmllint', ['--noout', '--nonet', '--schema', schema, '-'], {
          input: xml,
          stdio: 'pipe',
        });
        return '';
      } catch (error) {
        return String((error as { stderr?: unknown }).stderr);
      }
    }
  },
);

inChromium('In the viewer of bpmn-js', (browser) => {
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    page = await browser().newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    await page.setContent('<div id="canvas"></div>');
    await page.addScriptTag({ path: require.resolve('bpmn-js/dist/bpmn-viewer.production.min.js') });
  });

  it.each(Object.entries(all))('B79 %s flow opens without a warning', async (_name, flowClass) => {
    const { flow, xml } = await exported(flowClass);
    const { warnings, shapes } = await page.evaluate(async (document) => {
      interface Viewer {
        importXML(xml: string): Promise<{ warnings: { message: string }[] }>;
        get(service: 'elementRegistry'): { filter(test: (element: { id: string }) => boolean): unknown[] };
        destroy(): void;
      }
      const { BpmnJS } = globalThis as unknown as {
        BpmnJS: new (options: { container: string }) => Viewer;
      };
      const viewer = new BpmnJS({ container: '#canvas' });
      const imported = await viewer.importXML(document);
      const nodes = viewer
        .get('elementRegistry')
        .filter(({ id }) => id.startsWith('Node_') && !id.endsWith('_label'));
      viewer.destroy();
      return { warnings: imported.warnings.map(({ message }) => message), shapes: nodes.length };
    }, xml);
    expect([warnings, errors.splice(0)]).toEqual([[], []]);
    expect(shapes).toBe(flow.graph.nodes.length);
  });
});

/** All elements of a document, roots and what is in its process. */
function elementsOf(definitions: ModdleElement): ModdleElement[] {
  const roots = definitions.get('rootElements') as ModdleElement[];
  return roots.flatMap((root) => [
    root,
    ...((root.get('flowElements') as ModdleElement[] | undefined) ?? []),
  ]);
}

function hasXmllint(): boolean {
  try {
    execFileSync('xmllint', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
