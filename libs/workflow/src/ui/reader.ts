import type { WorkflowUser } from '../runtime/ports/access-policy.js';
import { type Moments } from './rendering/moments.js';
import type { Words } from './words/words.js';

/** Who reads a page, and how they like it. */
export interface Reader {
  /** Nobody, on the page of an error that came before anybody was known. */
  readonly user: WorkflowUser | undefined;
  readonly words: Words;
  readonly moments: Moments;
  /** IANA; the one that dates of forms are in. */
  readonly zone: string;
  /** The zone is the reader's own, told by their browser. */
  readonly zoneKnown: boolean;
  /** What they chose, or the application for them. */
  readonly themeChoice: 'auto' | 'light' | 'dark';
  /** What is to be seen, as far as the server knows. */
  readonly theme: 'light' | 'dark';
}
