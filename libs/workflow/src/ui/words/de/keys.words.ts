import type { keys as english } from '../en/keys.words.js';

export const keys: Record<keyof typeof english, string> = {
  'keys.title': 'Tastatur',
  'keys.next': 'Nächster und voriger Eintrag einer Liste',
  'keys.open': 'Eintrag öffnen',
  'keys.tick': 'Eintrag auswählen',
  'keys.complete': 'Aufgabe abschließen; in einer Liste das Ausgewählte nehmen oder zurückgeben',
  'keys.go': 'Zum Eingang, zu den offenen Aufgaben, zum Archiv, zu den Abläufen',
  'keys.search': 'In der Liste suchen',
  'keys.palette': 'Überallhin gehen, alles tun',
  'keys.help': 'Diese Hilfe zeigen',
  'keys.then': 'dann',
  'keys.single': 'Tasten ohne Strg wirken auf Seiten',
  'keys.close': 'Schließen',
  'palette.title': 'Gehen oder tun',
  'palette.search': 'Seite, Ablauf oder Aktion eingeben',
  'palette.none': 'Nichts heißt so',
};
