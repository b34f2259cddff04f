const ISO_MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?$/;

/** A moment as ISO 8601 writes it, a day alone meaning its beginning in UTC; `undefined` when the text is none. */
export function readMoment(text: string): Date | undefined {
  const moment = ISO_MOMENT.test(text) ? new Date(text) : new Date(Number.NaN);
  const year = moment.getUTCFullYear();
  return year >= 1 && year <= 9999 ? moment : undefined;
}
