import type { forms as english } from '../en/forms.words.js';

export const forms: Record<keyof typeof english, string> = {
  'form.required': 'Pflichtangabe',
  'form.optional': 'freiwillig',
  'form.yes': 'Ja',
  'form.no': 'Nein',
  'form.choose': 'Auswählen …',
  'form.none': 'keine Angabe',
  'form.add': 'Hinzufügen',
  'form.remove': 'Entfernen',
  'form.item': 'Nr. {index}',
  'form.empty-list': 'Noch nichts eingetragen.',
  'form.mistakes.one': 'Bitte korrigieren Sie eine Angabe',
  'form.mistakes.other': 'Bitte korrigieren Sie {n} Angaben',
  'form.stale':
    'Diese Seite war sehr lange offen. Es ist noch nichts geschehen: Prüfen Sie Ihre Angaben und senden Sie sie noch einmal.',
  'form.unsaved': 'Der Entwurf konnte nicht gespeichert werden.',
  'form.no-fields': 'Es muss nichts ausgefüllt werden.',
  'form.zone': 'Uhrzeit in {zone}',
  'start.not-allowed': 'Sie dürfen dies sehen, aber nicht beginnen.',
};
