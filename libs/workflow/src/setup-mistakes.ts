import { nearest } from './definition/names.js';
import type { WorkerOptions } from './jobs/worker.js';
import type { LiveOptions } from './http/live/live-options.js';
import type { AccessPolicy } from './runtime/ports/access-policy.js';
import type { PagesOptions } from './ui/pages-options.js';
import type { OPTIONS_TYPE } from './workflow-options.js';

type ForRootOptions = typeof OPTIONS_TYPE;

/** Every option there is, by where it stands. The compiler keeps these complete. */
const OPTIONS = {
  '': names<ForRootOptions>({
    access: true,
    clock: true,
    worker: true,
    live: true,
    queue: true,
    pages: true,
    dataSource: true,
  }),
  worker: names<WorkerOptions>({ concurrency: true, queues: true, poll: true, grace: true }),
  live: names<LiveOptions>({ perUser: true, heartbeat: true, transport: true, poll: true }),
  pages: names<PagesOptions>({
    templates: true,
    title: true,
    locale: true,
    words: true,
    zone: true,
    theme: true,
    signIn: true,
    signOut: true,
    stylesheets: true,
    menu: true,
    secret: true,
  }),
};

const ACCESS_METHODS = [
  'user',
  'can',
  'permissionsOf',
  'find',
  'names',
] as const satisfies (keyof AccessPolicy)[];

/** What is wrong with the options of `forRoot`, a sentence each: what no option is called like, in JavaScript. */
export function optionMistakes(options: ForRootOptions): string[] {
  const given: Record<keyof typeof OPTIONS, unknown> = {
    '': options,
    worker: options.worker,
    live: options.live,
    pages: options.pages,
  };
  return (Object.keys(OPTIONS) as (keyof typeof OPTIONS)[]).flatMap((place) => {
    const known = OPTIONS[place];
    const path = (name: string) => (place === '' ? name : `${place}.${name}`);
    return Object.keys(Object(given[place]) as object)
      .filter((name) => !known.includes(name))
      .map((name) => {
        const guess = nearest(name, known);
        return `WorkflowModule.forRoot has no option '${path(name)}'${guess === undefined ? '' : `: did you mean '${path(guess)}'?`}`;
      });
  });
}

/** What the access policy lacks, a sentence. */
export function accessMistakes(access: AccessPolicy): string[] {
  const lacking = ACCESS_METHODS.filter((method) => typeof access[method] !== 'function');
  if (lacking.length === 0) return [];
  return [
    `the access policy ${access.constructor.name} has no method ${lacking.join(', ')}: let it extend AccessPolicy and say user, can and permissionsOf`,
  ];
}

function names<Options>(all: Record<keyof Required<Options>, true>): readonly string[] {
  return Object.keys(all);
}
