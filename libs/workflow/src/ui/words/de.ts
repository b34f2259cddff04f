import type { Catalogue } from './catalogue.js';
import { frame } from './de/frame.words.js';
import { lists } from './de/lists.words.js';
import { flows } from './de/flows.words.js';
import { tasks } from './de/tasks.words.js';
import { validators } from './de/validators.words.js';
import { forms } from './de/forms.words.js';
import { results } from './de/results.words.js';
import { statuses } from './de/statuses.words.js';
import { errors } from './de/errors.words.js';
import { keys } from './de/keys.words.js';

/** What pages say in German. */
export const de: Catalogue = {
  ...frame,
  ...lists,
  ...flows,
  ...tasks,
  ...validators,
  ...forms,
  ...results,
  ...statuses,
  ...errors,
  ...keys,
};
