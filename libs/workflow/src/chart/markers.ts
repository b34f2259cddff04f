/**
 * The icons of nodes and events by the names that node kinds use, as paths on a grid of 24 by 24. In the middle of a
 * throwing event (`message-throw`) and of an end, they are filled.
 */
export const MARKERS: Readonly<Record<string, string>> = {
  // tasks
  person: 'M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M5 20v-1a5 5 0 0 1 5-5h4a5 5 0 0 1 5 5v1',
  hand: 'M8 14V6a1.5 1.5 0 0 1 3 0v6V4.5a1.5 1.5 0 0 1 3 0V12V6a1.5 1.5 0 0 1 3 0v6.5V9a1.5 1.5 0 0 1 3 0v6.5a6 6 0 0 1-6 6h-1.5a6 6 0 0 1-5-2.7L4.6 15.5a1.5 1.5 0 0 1 2.5-1.7L8 15',
  code: 'M8 7.5l-5 4.5l5 4.5M16 7.5l5 4.5l-5 4.5M13.5 5l-3 14',
  gear: 'M12 8.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3M5.3 5.3l2.1 2.1M16.6 16.6l2.1 2.1M5.3 18.7l2.1-2.1M16.6 7.4l2.1-2.1M12 5.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13',
  send: 'M21 3L10 14M21 3l-6.5 18l-4.5-7l-7-4.5z',
  rules: 'M3.5 5h17v14h-17zM3.5 10h17M9.5 10v9',
  subprocess: 'M6 4h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM12 8v8M8 12h8',
  obsolete: 'M3.5 4.5h17v4h-17zM5 8.5v11h14v-11M9.5 12.5h5',
  // events
  message: 'M5 5.5h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2zM3.5 7l8.5 6l8.5-6',
  timer: 'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3.5 2.5',
  signal: 'M12 4L20.5 18.5H3.5z',
  error: 'M3 21L8.5 4l6 8L21 3l-5.5 17l-6-8z',
  escalation: 'M12 3l6.5 18L12 14.5L5.5 21z',
  compensation: 'M11.5 6v12L3 12zM20.5 6v12L12 12z',
  conditional: 'M5.5 3.5h13v17h-13zM8.5 8h7M8.5 12h7M8.5 16h7',
  cancel: 'M6 3.5l6 6l6-6l2.5 2.5l-6 6l6 6l-2.5 2.5l-6-6l-6 6l-2.5-2.5l6-6l-6-6z',
  terminate: 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20',
  // gateways
  exclusive: 'M7 7l10 10M17 7L7 17',
  parallel: 'M12 5v14M5 12h14',
  inclusive: 'M12 5a7 7 0 1 0 0 14a7 7 0 1 0 0-14',
  complex: 'M12 4v16M4 12h16M6.5 6.5l11 11M17.5 6.5l-11 11',
  'event-based': 'M12 2.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19M12 7l5 3.7l-1.9 5.8H8.9L7 10.7z',
};

/** Bars that say several instances run: side by side for at once, one above another for one after another. */
export const REPEATS = {
  parallel: 'M7 6v12M12 6v12M17 6v12',
  sequential: 'M6 7h12M6 12h12M6 17h12',
} as const;

/** Signs on the badges of live diagrams. */
export const BADGES = {
  waiting: 'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3.5 2.5',
  failed: 'M12 4v10M12 19v.5',
  done: 'M4.5 12.5l5 5l10-11',
  canceled: 'M6 6l12 12M18 6L6 18',
} as const;

/** The icon of a marker, and whether it is filled; nothing for a name without one. */
export function markerPath(
  marker: string | undefined,
  throws: boolean,
): { d: string; solid: boolean } | undefined {
  if (marker === undefined) return undefined;
  const name = marker.replace(/-throw$/, '');
  const d = Object.hasOwn(MARKERS, name) ? MARKERS[name] : undefined;
  return d === undefined ? undefined : { d, solid: throws || name !== marker };
}
