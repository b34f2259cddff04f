import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { nodeDecorators } from '../../scripts/node-docs/decorators.js';
import { allExamples, exampleName, kindName } from '../../scripts/node-docs/example.js';
import { generatedFiles } from '../../scripts/node-docs/generated-files.js';

const decorators = nodeDecorators();

describe('The documentation of the nodes', () => {
  it('knows every node kind there is', () => {
    const files = readdirSync('libs/workflow/src/nodes').filter((file) => file.endsWith('.node.ts'));
    expect(decorators.map(({ name }) => `${exampleName(name)}.node.ts`).sort()).toEqual(files.sort());
  });

  it('has an example of each: scripts/node-docs/examples', async () => {
    const examples = await allExamples();
    const shown = (name: string) =>
      examples.get(exampleName(name))?.flow.graph.nodes.some(({ kind }) => kind.name === kindName(name));
    expect(decorators.map(({ name }) => name).filter((name) => !shown(name))).toEqual([]);
  });

  it('tells what every kind and every option of it is for', () => {
    const untold = decorators.flatMap(({ name, text, options }) => [
      ...(text === '' ? [`@${name}`] : []),
      ...options.flatMap((option) =>
        option.text === '' && option.name !== 'next' ? [`@${name} ${option.name}`] : [],
      ),
    ]);
    expect(untold).toEqual([]);
  });

  it('is what the code says: else run npm run docs:nodes', async () => {
    const files = await generatedFiles();
    const outdated = [...files].filter(([path, text]) => {
      const file = `docs/${path}`;
      return !existsSync(file) || readFileSync(file, 'utf8') !== text;
    });
    expect(outdated.map(([path]) => path)).toEqual([]);
    expect(readdirSync('docs/nodes').filter((file) => !files.has(`nodes/${file}`))).toEqual([]);
  });

  it('has a row for each in the README', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(decorators.map(({ name }) => name).filter((name) => !readme.includes(`| \`@${name}(`))).toEqual(
      [],
    );
  });
});
