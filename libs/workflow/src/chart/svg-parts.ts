import type { Point, TextBox } from '../definition/flow-layout.js';
import { element, text, type Markup } from './markup.js';
import { markerPath } from './markers.js';

/** Lines of text in their box. */
export function labelText(label: TextBox, anchor: 'start' | 'middle', lineHeight: number): Markup {
  const x = anchor === 'start' ? label.x : label.x + label.width / 2;
  // The baseline stands about three quarters down a line.
  const baseline = label.y + Math.round(lineHeight * 0.76);
  return element(
    'text',
    { 'text-anchor': anchor },
    ...label.lines.map((line, index) =>
      element('tspan', { x, y: baseline + index * lineHeight }, text(line)),
    ),
  );
}

/** A marker's icon around a middle; nothing when the marker has none. */
export function iconAt(middle: Point, size: number, marker: string | undefined, throws = false): Markup[] {
  const icon = markerPath(marker, throws);
  return icon ? [pathAt(middle, size, icon.d, icon.solid ? 'nf-icon nf-icon--solid' : 'nf-icon')] : [];
}

/** A path of the 24 by 24 grid around a middle. */
export function pathAt({ x, y }: Point, size: number, d: string, className: string): Markup {
  const scale = size / 24;
  const shift = `translate(${x - size / 2} ${y - size / 2})`;
  return element('path', {
    class: className,
    transform: scale === 1 ? shift : `${shift} scale(${Number(scale.toFixed(4))})`,
    d,
  });
}
