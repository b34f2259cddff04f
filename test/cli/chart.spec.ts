import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BpmnModdle } from 'bpmn-moddle';
import { commandLine } from './command-line.js';

const application = (name: string) => fileURLToPath(new URL(`./applications/${name}.mjs`, import.meta.url));

describe('npx nestflow chart', () => {
  const line = commandLine();
  const read = (file: string) => readFileSync(join(line.folder, file), 'utf8');

  it('draws every flow that the modules of an application register, without a database', async () => {
    const { code, out, error } = await line.nestflow('chart', application('module'), '--out', 'pictures');
    expect([code, error]).toEqual([0, '']);
    expect(out.split('\n')).toEqual(['pictures/ask.svg', 'pictures/call.svg']);
    expect(line.files()).toEqual(['pictures/ask.svg', 'pictures/call.svg']);
    expect(read('pictures/ask.svg')).toContain('Give an answer');
    expect(read('pictures/ask.svg')).toContain('<style>');
  });

  it('draws the flows that a file exports', async () => {
    expect((await line.nestflow('chart', application('flows'))).code).toBe(0);
    expect(line.files()).toEqual(['ask.svg', 'call.svg']);
  });

  it('finds the exports of a CommonJS module', async () => {
    expect((await line.nestflow('chart', application('commonjs'))).code).toBe(0);
    expect(line.files()).toEqual(['call.svg']);
  });

  it('writes the formats and flows asked for', async () => {
    const asked = ['--flow', 'ask', '--format', 'bpmn', '--format', 'json,svg'];
    expect((await line.nestflow('chart', application('module'), ...asked)).code).toBe(0);
    expect(line.files()).toEqual(['ask.bpmn', 'ask.json', 'ask.svg']);
    expect((await new BpmnModdle().fromXML(read('ask.bpmn'))).warnings).toEqual([]);
    expect(JSON.parse(read('ask.json'))).toMatchObject({ flow: 'ask', nodes: [{ name: 'ask' }, {}, {}] });
  });

  it('replaces the files of an earlier run', async () => {
    await line.nestflow('chart', application('flows'));
    const first = read('ask.svg');
    expect((await line.nestflow('chart', application('flows'))).code).toBe(0);
    expect(read('ask.svg')).toBe(first);
  });

  it.each([
    [['chart'], 2, 'Expected one module such as dist/app.module.js, but there is none.'],
    [['chart', 'a.js', 'b.js'], 2, "Expected one module such as dist/app.module.js, but got 'a.js', 'b.js'."],
    [['chart', 'gone.js'], 2, "Expected the file 'gone.js', but there is none. Build the application first"],
    [['chart', '.'], 2, "Expected the file '.', but it is a folder."],
    [
      ['chart', 'src/app.module.ts'],
      2,
      "Expected compiled JavaScript, but 'src/app.module.ts' is TypeScript.",
    ],
    [
      ['chart', application('flows'), '--format', 'png'],
      2,
      'Expected --format to be svg, bpmn or json, but got',
    ],
    [['chart', application('flows'), '--flow', 'aks'], 2, "there are: ask, call. Did you mean 'ask'?"],
    [['chart', application('flows'), '--colour'], 2, "Unknown option '--colour'."],
    [['chart', application('without-flows')], 1, 'but none is found'],
    [['chart', application('mistaken')], 1, "'start' leads to 'nowhere', which is not a node of this flow"],
    [['chart', application('broken')], 1, 'but it has failed: the database is not configured'],
  ])('%j ends with %d and says why', async (args, expected, why) => {
    const { code, out, error } = await line.nestflow(...args);
    expect(error).toContain(why);
    expect([code, out]).toEqual([expected, '']);
    expect(line.files()).toEqual([]);
  });
});
