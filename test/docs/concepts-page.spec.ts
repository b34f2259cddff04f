import { readFileSync } from 'node:fs';
import { PROCESS_STATUSES, TASK_STATUSES } from 'nestflow';
import { TRANSITION_NAMES } from '../../libs/workflow/src/runtime/transitions/transition.js';

describe('docs/concepts.md', () => {
  const page = readFileSync('docs/concepts.md', 'utf8');

  it('has every transition in its table', () => {
    const rows = [...page.matchAll(/^\| (`.*?`) \| .* \| .* \|$/gm)].map(([, cell = '']) => cell).join(' ');
    expect(TRANSITION_NAMES.filter((name) => !rows.includes(`\`${name}(`))).toEqual([]);
  });

  it('has every status of processes and tasks', () => {
    const missing = [...PROCESS_STATUSES, ...TASK_STATUSES].filter((status) => !page.includes(status));
    expect(missing).toEqual([]);
  });
});
