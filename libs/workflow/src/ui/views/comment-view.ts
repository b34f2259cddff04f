import type { CommentJson } from '../../http/answers/comment.json.js';
import type { Reader } from '../reader.js';

/** A part of a comment: plain text, or the name of somebody who is told of it. */
export interface CommentPart {
  readonly text: string;
  readonly mention?: 'me' | 'other';
}

/** A comment for reading. */
export interface CommentView {
  readonly id: string;
  readonly author: string | null;
  readonly mine: boolean;
  readonly at: Date;
  readonly parts: readonly CommentPart[];
}

/** A comment for reading: whom it names stands out. */
export function commentView(
  { id, author, text, mentions, createdAt }: CommentJson,
  { user }: Pick<Reader, 'user'>,
): CommentView {
  const names = mentions.map((name) => `@${name}`).sort((a, b) => b.length - a.length);
  return {
    id,
    author,
    mine: author !== null && author === user?.id,
    at: createdAt,
    parts: partsOf(text, names).map((part) => {
      const mention = part === `@${user?.id ?? ''}` ? 'me' : 'other';
      return names.includes(part) ? { text: part, mention } : { text: part };
    }),
  };
}

/** What surrounds a name, so that no part of an address or of a longer name is taken for one. */
const NO_WORD_BEFORE = '(?<![\\p{L}\\p{M}\\p{N}_@.+-])';
const NO_WORD_AFTER = '(?![.@+-]*[\\p{L}\\p{M}\\p{N}_])';

function partsOf(text: string, names: readonly string[]): string[] {
  if (names.length === 0) return [text];
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const place = new RegExp(`${NO_WORD_BEFORE}(${escaped.join('|')})${NO_WORD_AFTER}`, 'u');
  return text.split(place).filter((part) => part !== '');
}
