import { xmlText } from '../definition/xml-text.js';

/** Lines of text and the room they need, in pixels. */
export interface TextBlock {
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** How text is set: its size, how far lines are apart, how wide they may be and how many there may be. */
export interface TextStyle {
  readonly size: number;
  readonly lineHeight: number;
  readonly maxWidth: number;
  readonly maxLines: number;
}

/** Inside a task. */
export const TASK_TEXT: TextStyle = { size: 13, lineHeight: 16, maxWidth: 112, maxLines: 3 };
/** Beside an event or a gateway. */
export const CAPTION_TEXT: TextStyle = { size: 12, lineHeight: 15, maxWidth: 116, maxLines: 3 };
/** On an edge. */
export const EDGE_TEXT: TextStyle = { size: 11.5, lineHeight: 14, maxWidth: 110, maxLines: 2 };

/** Breaks text into lines that fit, between words where it can; what is too much ends in an ellipsis. */
export function textBlock(text: string, style: TextStyle): TextBlock {
  const lines = fitLines(breakLines(xmlText(text).trim(), style), style);
  const width = Math.max(0, ...lines.map((line) => textWidth(line, style.size)));
  return { lines, width: Math.ceil(width), height: Math.ceil(lines.length * style.lineHeight) };
}

/**
 * About how wide text is, in pixels. There is no font to ask on a server, and every reader's differs: this is the
 * width in DejaVu Sans, the widest of the usual interface fonts, so that text fits in the others too.
 */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width * size;
}

function charWidth(char: string): number {
  if (/[iljI.,:;'|![\]()ft ]/.test(char)) return 0.38;
  if (/[mwMW@%—…]/.test(char)) return 0.96;
  if (/[A-Z&<>=+~#]/.test(char)) return 0.73;
  if (/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\uff00-\uffef]/u.test(char))
    return 1.05;
  if (/\p{Extended_Pictographic}/u.test(char)) return 1.4;
  if (/\p{Mark}/u.test(char)) return 0;
  return 0.63;
}

function breakLines(text: string, { size, maxWidth }: TextStyle): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap((one) => breakWord(one, size, maxWidth))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer, size) <= maxWidth) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** A word too long for a line, in pieces that are not. */
function breakWord(word: string, size: number, maxWidth: number): string[] {
  if (textWidth(word, size) <= maxWidth) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const char of word) {
    if (textWidth(`${piece}${char}`, size) > maxWidth) {
      pieces.push(piece);
      piece = '';
    }
    piece += char;
  }
  return [...pieces, piece];
}

function fitLines(lines: string[], { size, maxWidth, maxLines }: TextStyle): string[] {
  if (lines.length <= maxLines) return lines;
  let last = [...(lines[maxLines - 1] ?? '')];
  while (last.length > 0 && textWidth(`${last.join('')}…`, size) > maxWidth) last = last.slice(0, -1);
  return [...lines.slice(0, maxLines - 1), `${last.join('').trimEnd()}…`];
}
