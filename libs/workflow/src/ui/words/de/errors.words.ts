import type { errors as english } from '../en/errors.words.js';

export const errors: Record<keyof typeof english, string> = {
  'error.input-invalid': 'Das passt nicht',
  'error.input-invalid.help':
    'Prüfen Sie Ihre Angaben und versuchen Sie es noch einmal. Es hat sich nichts geändert.',
  'error.unauthenticated': 'Bitte melden Sie sich an',
  'error.unauthenticated.help': 'Diese Seite ist nur für angemeldete Personen.',
  'error.forbidden': 'Das dürfen Sie nicht',
  'error.forbidden.help': 'Ihnen fehlt das Recht dazu. Es hat sich nichts geändert.',
  'error.not-found': 'Hier ist nichts',
  'error.not-found.help': 'Das gibt es nicht, oder Sie dürfen es nicht sehen.',
  'error.not-acceptable-state': 'Jemand anderes war schneller',
  'error.not-acceptable-state.help':
    'Hier hat sich etwas geändert, seit Sie die Seite geöffnet haben. Es wurde nichts getan.',
  'error.idempotency-conflict': 'Dieses Formular wurde schon gesendet',
  'error.idempotency-conflict.help':
    'Es wurde zuvor mit anderen Angaben gesendet. Öffnen Sie die Seite neu, um zu sehen, wie es steht.',
  'error.process-busy': 'Daran wird gerade gearbeitet',
  'error.process-busy.help':
    'Warten Sie einen Moment und versuchen Sie es noch einmal. Es hat sich nichts geändert.',
  'error.payload-too-large': 'Das ist zu viel',
  'error.payload-too-large.help': 'Die Angaben sind umfangreicher, als diese Anwendung annimmt.',
  'error.unsupported-media-type': 'Das ist nicht lesbar',
  'error.unsupported-media-type.help': 'Die Anfrage ist von einer Art, die diese Seite nicht annimmt.',
  'error.other': 'Etwas ist schiefgegangen',
  'error.other.help':
    'Der Server konnte das nicht tun. Es hat sich nichts geändert; versuchen Sie es später noch einmal.',
  'conflict.just-taken': '{name} hat diese Aufgabe gerade übernommen',
  'conflict.taken': '{name} hat diese Aufgabe {ago} übernommen',
  'conflict.yours': 'Diese Aufgabe ist schon bei Ihnen',
  'conflict.done': 'Diese Aufgabe wurde {ago} abgeschlossen',
  'conflict.done-by': '{name} hat diese Aufgabe {ago} abgeschlossen',
  'conflict.done-by-you': 'Sie haben diese Aufgabe {ago} abgeschlossen',
  'conflict.withdrawn': 'Diese Aufgabe wurde {ago} zurückgezogen',
  'conflict.open': 'Diese Aufgabe hat noch niemand: Übernehmen Sie sie zuerst',
  'conflict.other': 'Jemand anderes war schneller',
  'error.retry': 'Noch einmal versuchen',
  'error.back': 'Zurück zur vorigen Seite',
  'error.home': 'Zum Eingang',
  'error.detail': 'Was genau geschehen ist',
  'error.task': 'Sehen, wie es um die Aufgabe steht',
  'error.nobody-waits': 'Darauf wartet niemand',
  'error.nobody-waits.help': 'Das Gesendete hat niemanden erreicht. Es hat sich nichts geändert.',
  'error.too-many-streams': 'Zu viele offene Seiten',
  'error.too-many-streams.help': 'Schließen Sie einige davon und versuchen Sie es noch einmal.',
};
