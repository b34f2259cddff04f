import { frame } from './en/frame.words.js';
import { lists } from './en/lists.words.js';
import { flows } from './en/flows.words.js';
import { tasks } from './en/tasks.words.js';
import { validators } from './en/validators.words.js';
import { forms } from './en/forms.words.js';
import { results } from './en/results.words.js';
import { statuses } from './en/statuses.words.js';
import { errors } from './en/errors.words.js';
import { keys } from './en/keys.words.js';

/** What pages say in English. Every other language is measured by these keys. */
export const en = {
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
