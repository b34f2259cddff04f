import type { ModdleElement } from 'bpmn-moddle';
import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { FlowLayout } from '../definition/flow-layout.js';
import { bpmnDiagram } from './diagram.js';
import { Ids } from './ids.js';
import { bpmnModel } from './moddle.js';
import { documented, processElements } from './process-elements.js';

/**
 * A flow as a BPMN 2.0 document with its diagram, for modellers and documentation. It is not executable: conditions
 * and work are code, of which the document has the names.
 *
 * @param layout - where everything stands: `await chartLayout(flow)`.
 * @throws {ConfigurationError} when `bpmn-moddle` is not installed.
 *
 * @example
 * await writeFile('leave.bpmn', await bpmnXml(flow, await chartLayout(flow)));
 */
export async function bpmnXml(flow: CompiledFlow, layout: FlowLayout): Promise<string> {
  const model = await bpmnModel();
  const ids = new Ids();
  const elements = processElements(model, flow.graph, layout, ids);
  const isFlow = (element: ModdleElement) => element.$type !== 'bpmn:Association';
  const edges = [...elements.edges.values()];
  const process = model.create('bpmn:Process', {
    id: ids.of('Process', layout.flow),
    name: layout.title,
    isExecutable: false,
    ...documented(model, layout.description),
    flowElements: [...elements.nodes.values(), ...elements.boundaries.values(), ...edges.filter(isFlow)],
    artifacts: edges.filter((edge) => !isFlow(edge)),
  });
  const definitions = model.create('bpmn:Definitions', {
    id: ids.of('Definitions', layout.flow),
    targetNamespace: 'urn:nestflow',
    exporter: 'nestflow',
    rootElements: [...elements.roots, process],
    diagrams: [bpmnDiagram(model, process, layout, elements, ids)],
  });
  const { xml } = await model.toXML(definitions, { format: true });
  return xml;
}
