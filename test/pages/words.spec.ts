import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as validators from 'class-validator';
import { EVENT_TYPES, PROCESS_STATUSES, TASK_STATUSES, WORKFLOW_ERRORS } from 'nestflow';
import { OUTBOX_EVENT_TYPES } from '../../libs/workflow/src/model/event.entity.js';
import { ICONS } from '../../libs/workflow/src/ui/rendering/icons.js';
import { de } from '../../libs/workflow/src/ui/words/de.js';
import { en } from '../../libs/workflow/src/ui/words/en.js';
import { validators as refusals } from '../../libs/workflow/src/ui/words/en/validators.words.js';
import { Words } from '../../libs/workflow/src/ui/words/words.js';

const UI = 'libs/workflow/src/ui';

describe('the words of pages', () => {
  const catalogues: [string, Record<string, string>][] = [
    ['en', en],
    ['de', de],
  ];
  const has = (key: string) => key in en || `${key}.other` in en;
  const files = readdirSync(UI, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(liquid|ts)$/.test(file),
  );
  const source = (file: string) => readFileSync(join(UI, file), 'utf8');

  it('are the same keys in every language, all of them said, with the same blanks to fill in', () => {
    for (const [language, catalogue] of catalogues) {
      expect([language, Object.keys(catalogue).sort()]).toEqual([language, Object.keys(en).sort()]);
      const blanks = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
      for (const [key, text] of Object.entries(catalogue)) {
        expect([key, text.trim()]).not.toEqual([key, '']);
        if (!key.endsWith('.one'))
          expect([key, blanks(text)]).toEqual([key, blanks(en[key as keyof typeof en])]);
      }
    }
  });

  it('are there for every key that a template or a page says', () => {
    const said = files.flatMap((file) => {
      const keys = [
        ...source(file).matchAll(/'([\w.-]+)' \| t\b/g),
        ...source(file).matchAll(/words\.say\(\s*'([\w.-]+)'/g),
        ...source(file).matchAll(/\bkey: '([\w.-]+)'/g),
      ].map(([, key]) => key ?? '');
      return keys.filter((key) => !key.endsWith('.')).map((key) => `${file}: ${key}`);
    });
    expect(said.length).toBeGreaterThan(100);
    expect(said.filter((one) => !has(one.split(': ')[1] ?? ''))).toEqual([]);
  });

  it('are there for every status, event and error', () => {
    const keys = [
      ...TASK_STATUSES.map((status) => `status.task.${status}`),
      ...PROCESS_STATUSES.map((status) => `status.process.${status}`),
      ...EVENT_TYPES.filter((type) => !(OUTBOX_EVENT_TYPES as readonly string[]).includes(type)).map(
        (type) => `event.${type}`,
      ),
      ...Object.entries(WORKFLOW_ERRORS)
        .filter(([, { status }]) => status < 500)
        .flatMap(([code]) => [`error.${code}`, `error.${code}.help`]),
    ];
    expect(keys.filter((key) => !has(key))).toEqual([]);
  });

  it('are of validators that there are', () => {
    const names = new Set(Object.values(validators));
    const said = Object.keys(refusals).map((key) => key.replace('form.fault.', ''));
    expect(said.filter((name) => !names.has(name))).toEqual([]);
  });

  it('use no icon there is not', () => {
    const used = files.flatMap((file) =>
      [...source(file).matchAll(/'(\w+)' \| icon\b|icon: '(\w+)'/g)].map(([, a, b]) => a ?? b ?? ''),
    );
    expect(used.filter((name) => !(name in ICONS))).toEqual([]);
  });

  it('have forms for numbers, and leave what they do not know as it is', () => {
    const words = new Words('en', en);
    expect([0, 1, 2].map((n) => words.say('count.tasks', { n }))).toEqual(['0 tasks', '1 task', '2 tasks']);
    expect(words.say('no.such.key')).toBe('no.such.key');
    expect(words.say('done.started', { process: '{process} $& <b>' })).toBe('Started: {process} $& <b>');
  });
});
