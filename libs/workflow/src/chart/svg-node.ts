import type { PlacedNode } from '../definition/flow-layout.js';
import { ICON_COLUMN } from './outlines.js';
import { element, text, type Markup } from './markup.js';
import { REPEATS } from './markers.js';
import type { LiveChart } from './live-chart.js';
import { badgesMarkup, noteMarkup } from './svg-badges.js';
import { classes } from './svg-edge.js';
import { iconAt, labelText, pathAt } from './svg-parts.js';

/** A node: outline, icon, title, and what stands there. `told` is its tooltip. */
export function nodeMarkup(node: PlacedNode, live: LiveChart, told: string): Markup {
  const counts = live.at(node.name);
  const inside = node.drawing.outline === 'rounded';
  return element(
    'g',
    {
      class: classes(
        'nf-node',
        `nf-node--${node.category}`,
        `nf-node--${node.drawing.outline}`,
        counts[0] && `is-${counts[0].state}`,
      ),
      'data-node': node.name,
      'data-kind': node.kind,
    },
    element('title', {}, text(node.description === undefined ? told : `${told}\n${node.description}`)),
    ...outlineMarkup(node),
    ...iconsMarkup(node),
    ...(node.label.lines.length === 0
      ? []
      : [
          element(
            'g',
            { class: inside ? 'nf-title' : 'nf-title nf-title--beside' },
            labelText(
              node.label,
              inside && node.drawing.marker !== undefined ? 'start' : 'middle',
              inside ? 16 : 15,
            ),
          ),
        ]),
    ...badgesMarkup(node, counts),
    ...noteMarkup(node, live.noteAt(node.name), counts.length),
  );
}

function outlineMarkup({ x, y, width, height, drawing }: PlacedNode): Markup[] {
  const [cx, cy] = [x + width / 2, y + height / 2];
  const circle = (r: number, className = 'nf-shape') => element('circle', { class: className, cx, cy, r });
  return {
    circle: () => [circle(width / 2)],
    'thick-circle': () => [circle(width / 2 - 1)],
    'double-circle': () => [circle(width / 2), circle(width / 2 - 4, 'nf-shape nf-shape--inner')],
    rounded: () => [element('rect', { class: 'nf-shape', x, y, width, height, rx: 10 })],
    diamond: () => [
      element('path', {
        class: 'nf-shape',
        d: `M${cx} ${y}L${x + width} ${cy}L${cx} ${y + height}L${x} ${cy}Z`,
      }),
    ],
  }[drawing.outline]();
}

function iconsMarkup({ x, y, width, height, drawing }: PlacedNode): Markup[] {
  const { outline, marker, repeat } = drawing;
  const cy = y + height / 2;
  if (outline !== 'rounded') {
    const middle = { x: x + width / 2, y: cy };
    return iconAt(middle, outline === 'diamond' ? 24 : 20, marker, outline === 'thick-circle');
  }
  const column = x + ICON_COLUMN / 2;
  if (repeat === undefined) return iconAt({ x: column, y: cy }, 20, marker);
  return [
    ...iconAt({ x: column, y: cy - 9 }, 20, marker),
    pathAt({ x: column, y: cy + 14 }, 16, REPEATS[repeat], 'nf-icon nf-icon--repeat'),
  ];
}
