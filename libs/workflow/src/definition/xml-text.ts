/**
 * Text as XML 1.0 can hold it: without control characters and lone surrogates, which no escape makes legal. Escaping
 * is left to whoever writes the XML.
 */
export function xmlText(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
}
