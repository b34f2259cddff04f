import type { NodeDrawing } from '../definition/node-kind.js';

/** What an outline needs: its size, and where its title stands. */
export interface Outline {
  readonly width: number;
  readonly height: number;
  readonly title: 'inside' | 'above' | 'below';
  /** Edges meet it at its four corners only. */
  readonly corners: boolean;
}

const event: Outline = { width: 36, height: 36, title: 'below', corners: true };

/** The outlines there are. Sizes are even, so that middles are whole pixels. */
export const OUTLINES: Readonly<Record<NodeDrawing['outline'], Outline>> = {
  circle: event,
  'thick-circle': event,
  'double-circle': event,
  diamond: { width: 48, height: 48, title: 'above', corners: true },
  rounded: { width: 164, height: 64, title: 'inside', corners: false },
};

/** Width of a task's left part, which holds its icon. */
export const ICON_COLUMN = 40;

/** The circle of an event on a node's border. */
export const BOUNDARY_SIZE = 28;
