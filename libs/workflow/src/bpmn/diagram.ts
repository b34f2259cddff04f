import type { BpmnModdle, ModdleElement } from 'bpmn-moddle';
import type { Box, FlowLayout } from '../definition/flow-layout.js';
import type { Ids } from './ids.js';
import type { ProcessElements } from './process-elements.js';

/** The places of everything, as BPMN diagram interchange. */
export function bpmnDiagram(
  model: BpmnModdle,
  process: ModdleElement,
  { nodes, edges }: FlowLayout,
  elements: ProcessElements,
  ids: Ids,
): ModdleElement {
  const bounds = ({ x, y, width, height }: Box) => model.create('dc:Bounds', { x, y, width, height });
  const label = (box: Box | undefined) =>
    box && box.width > 0 ? { label: model.create('bpmndi:BPMNLabel', { bounds: bounds(box) }) } : {};
  const shape = (element: ModdleElement | undefined, box: Box, beside?: Box) =>
    model.create('bpmndi:BPMNShape', {
      id: ids.of('Shape', String(element?.get('id'))),
      bpmnElement: element,
      ...(element?.$type === 'bpmn:ExclusiveGateway' ? { isMarkerVisible: true } : {}),
      bounds: bounds(box),
      ...label(beside),
    });
  const plane = model.create('bpmndi:BPMNPlane', {
    id: 'Plane',
    bpmnElement: process,
    planeElement: [
      ...nodes.map((node) =>
        shape(elements.nodes.get(node), node, node.drawing.outline === 'rounded' ? undefined : node.label),
      ),
      ...[...elements.boundaries].map(([edge, event]) =>
        shape(event, edge.boundary ?? { x: 0, y: 0, width: 0, height: 0 }, edge.label),
      ),
      ...edges.map((edge) => {
        const element = elements.edges.get(edge);
        return model.create('bpmndi:BPMNEdge', {
          id: ids.of('Edge', String(element?.get('id'))),
          bpmnElement: element,
          waypoint: edge.points.map(({ x, y }) => model.create('dc:Point', { x, y })),
          ...(edge.boundary ? {} : label(edge.label)),
        });
      }),
    ],
  });
  return model.create('bpmndi:BPMNDiagram', { id: 'Diagram', plane });
}
