import type { PlacedNode, Point } from '../definition/flow-layout.js';
import type { StateCount } from './live-chart.js';
import { element, text, type Markup } from './markup.js';
import { BADGES } from './markers.js';
import { OUTLINES, type Outline } from './outlines.js';
import { pathAt } from './svg-parts.js';
import { textWidth } from './text-block.js';

const HEIGHT = 18;

/** Where a row of badges ends on the right, and its top: never where titles, labels and edges stand. */
const CORNERS: Readonly<Record<Outline['title'], (node: PlacedNode) => Point>> = {
  inside: ({ x, y, width }) => ({ x: x + width + 8, y: y - 11 }),
  below: ({ x, y, width }) => ({ x: x + width + 12, y: y - 12 }),
  above: ({ x, y, width, height }) => ({ x: x + width / 2 - 3, y: y + height - 12 }),
};

/** Counts on a node's corner, the most pressing outermost. */
export function badgesMarkup(node: PlacedNode, counts: readonly StateCount[]): Markup[] {
  const corner = CORNERS[OUTLINES[node.drawing.outline].title](node);
  const { y } = corner;
  let right = corner.x;
  return counts.map(({ state, count }) => {
    // "Done, once" needs no number.
    const number = count === 1 && (state === 'done' || state === 'canceled') ? '' : String(count);
    const width = number === '' ? HEIGHT : Math.ceil(24 + textWidth(number, 11));
    const x = right - width;
    right = x - 3;
    return element(
      'g',
      { class: `nf-badge nf-badge--${state}` },
      element('rect', { x, y, width, height: HEIGHT, rx: HEIGHT / 2 }),
      pathAt({ x: x + HEIGHT / 2, y: y + HEIGHT / 2 }, 11, BADGES[state], 'nf-badge__sign'),
      ...(number === ''
        ? []
        : [element('text', { x: x + HEIGHT - 1, y: y + 13, 'text-anchor': 'start' }, text(number))]),
    );
  });
}

/** A remark on a node's border: on its upper left, or on its lower left where badges need the room. */
export function noteMarkup(node: PlacedNode, note: string | undefined, badges: number): Markup[] {
  if (note === undefined || note === '') return [];
  const width = Math.ceil(textWidth(note, 11) + 14);
  const inside = OUTLINES[node.drawing.outline].title === 'inside';
  const x = inside ? node.x + 10 : Math.round(node.x + node.width / 2 - width / 2);
  const y = (inside && badges <= 2 ? node.y : node.y + node.height) - HEIGHT / 2;
  return [
    element(
      'g',
      { class: 'nf-note' },
      element('rect', { x, y, width, height: HEIGHT, rx: HEIGHT / 2 }),
      element('text', { x: x + width / 2, y: y + 13, 'text-anchor': 'middle' }, text(note)),
    ),
  ];
}
