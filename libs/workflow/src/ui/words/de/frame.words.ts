import type { frame as english } from '../en/frame.words.js';

export const frame: Record<keyof typeof english, string> = {
  brand: 'Vorgänge',
  'skip-link': 'Zum Inhalt springen',
  'menu.label': 'Hauptmenü',
  'menu.path': 'Wo Sie sind',
  'menu.inbox': 'Eingang',
  'menu.queue': 'Offene Aufgaben',
  'menu.archive': 'Archiv',
  'menu.flows': 'Abläufe',
  'count.more': '1000+',
  'count.tasks.one': '{n} Aufgabe',
  'count.tasks.other': '{n} Aufgaben',
  'user.signed-in': 'Angemeldet als {name}',
  'user.sign-out': 'Abmelden',
  'user.sign-in': 'Anmelden',
  'theme.label': 'Farben',
  'theme.auto': 'Wie das System',
  'theme.light': 'Hell',
  'theme.dark': 'Dunkel',
  'zone.utc': 'Zeiten in {zone}',
  'flash.close': 'Schließen',
};
