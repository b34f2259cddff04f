import { chartSvg, compileFlows } from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { nodeDecorators } from './decorators.js';
import { allExamples } from './example.js';
import { nodesPage, pictureOf } from './nodes-page.js';

/** Everything under `docs/` that is made from the code, by its path from there. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const examples = await allExamples();
  const files = new Map([['nodes.md', nodesPage(nodeDecorators(), examples)]]);
  for (const [name, { flow }] of examples) {
    files.set(pictureOf(name), `${await chartSvg(flow, { standalone: true })}\n`);
  }
  for (const flow of compileFlows([HelloWorldFlow])) {
    files.set('hello-world.svg', `${await chartSvg(flow, { standalone: true })}\n`);
  }
  return files;
}
