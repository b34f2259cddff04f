import type { PlacedEdge, Point } from '../definition/flow-layout.js';
import type { LiveChart } from './live-chart.js';
import { element, text, type Markup } from './markup.js';
import { iconAt, labelText } from './svg-parts.js';

const RADIUS = 8;
const ARROW = { length: 8, halfWidth: 4 };

/** An edge: its line with rounded corners, its arrowhead and, last, the event on the border it leaves from. */
export function edgeMarkup(edge: PlacedEdge, travelled: boolean): Markup {
  return element(
    'g',
    {
      class: classes('nf-edge', `nf-edge--${edge.role}`, travelled && 'is-travelled'),
      'data-edge': edge.id,
      'data-from': edge.from,
      'data-to': edge.to,
    },
    element('path', { class: 'nf-edge__line', d: roundedPath(shortened(edge.points)) }),
    element('path', { class: 'nf-edge__arrow', d: arrowhead(edge.points) }),
  );
}

/** What an edge says, over all lines. */
export function edgeLabelMarkup({ label, role }: PlacedEdge, travelled: boolean): Markup[] {
  if (!label) return [];
  return [
    element(
      'g',
      { class: classes('nf-edge-label', `nf-edge-label--${role}`, travelled && 'is-travelled') },
      labelText(label, 'middle', 14),
    ),
  ];
}

/** The event on a node's border, over the node. */
export function boundaryMarkup({ boundary, id, title }: PlacedEdge, live: LiveChart): Markup[] {
  if (!boundary) return [];
  const [pressing] = live.at(boundary.name);
  const [cx, cy] = [boundary.x + boundary.width / 2, boundary.y + boundary.height / 2];
  return [
    element(
      'g',
      {
        class: classes(
          'nf-boundary',
          boundary.interrupting === false && 'nf-boundary--beside',
          pressing && `is-${pressing.state}`,
        ),
        'data-boundary': boundary.name ?? id,
      },
      element('title', {}, text(title ?? boundary.marker ?? '')),
      element('circle', { class: 'nf-shape', cx, cy, r: boundary.width / 2 }),
      element('circle', { class: 'nf-shape nf-shape--inner', cx, cy, r: boundary.width / 2 - 3 }),
      ...iconAt({ x: cx, y: cy }, 14, boundary.marker),
    ),
  ];
}

/** Class names, without those that do not hold. */
export function classes(...names: readonly (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}

function roundedPath(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (!before) return `M${point.x} ${point.y}`;
      if (!after) return `L${point.x} ${point.y}`;
      const radius = Math.min(RADIUS, distance(before, point) / 2, distance(after, point) / 2);
      const [enter, leave] = [towards(point, before, radius), towards(point, after, radius)];
      return `L${enter.x} ${enter.y}Q${point.x} ${point.y} ${leave.x} ${leave.y}`;
    })
    .join('');
}

/** The line ends in the arrowhead's back, so that a thick line does not blunt its tip. */
function shortened(points: readonly Point[]): readonly Point[] {
  const [last, before] = [points.at(-1), points.at(-2)];
  if (!last || !before) return points;
  return [...points.slice(0, -1), towards(last, before, ARROW.length - 2)];
}

function arrowhead(points: readonly Point[]): string {
  const [tip, before] = [points.at(-1), points.at(-2)];
  if (!tip || !before) return '';
  const back = towards(tip, before, ARROW.length);
  const across = { x: (tip.y - back.y) / ARROW.length, y: (tip.x - back.x) / ARROW.length };
  const [dx, dy] = [across.x * ARROW.halfWidth, across.y * ARROW.halfWidth];
  return `M${tip.x} ${tip.y}L${back.x + dx} ${back.y - dy}L${back.x - dx} ${back.y + dy}Z`;
}

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

function towards(from: Point, to: Point, by: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  return {
    x: tenth(from.x + ((to.x - from.x) / whole) * by),
    y: tenth(from.y + ((to.y - from.y) / whole) * by),
  };
}

const tenth = (value: number) => Math.round(value * 10) / 10;
