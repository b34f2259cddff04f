import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bpmnXml } from '../bpmn/bpmn-xml.js';
import { chartJson, chartLayout, chartSvg } from '../chart/chart.js';
import { compileFlows } from '../definition/compile.js';
import type { CompiledFlow } from '../definition/compiled-flow.js';
import { nearest } from '../definition/names.js';
import { ConfigurationError, InputInvalidError } from '../errors.js';
import type { CommandCall } from './command.js';
import { flowsAmong, type Exports } from './find-flows.js';

const FORMATS: Readonly<Record<string, (flow: CompiledFlow) => Promise<string>>> = {
  svg: (flow) => chartSvg(flow, { standalone: true }),
  bpmn: async (flow) => bpmnXml(flow, await chartLayout(flow)),
  json: async (flow) => `${JSON.stringify(await chartJson(flow), null, 2)}\n`,
};

/** Loads a module, compiles the flows among its exports, and writes those asked for in the formats asked for. */
export async function writeCharts(call: CommandCall): Promise<void> {
  const formats = formatsOf(call);
  const flows = chosen(await compiled(call), call.list('flow'));
  const folder = resolve(call.terminal.cwd, call.text('out') ?? '.');
  await mkdir(folder, { recursive: true });
  for (const flow of flows) {
    for (const [format, draw] of formats) {
      const file = join(folder, `${flow.name}.${format}`);
      await writeFile(file, await draw(flow));
      call.terminal.out(relative(call.terminal.cwd, file));
    }
  }
}

function formatsOf(call: CommandCall) {
  const wanted = call.list('format');
  return new Map(
    (wanted.length > 0 ? wanted : ['svg']).map((format) => {
      const draw = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
      if (draw) return [format, draw];
      throw new InputInvalidError(`Expected --format to be svg, bpmn or json, but got '${format}'.`);
    }),
  );
}

async function compiled({ positionals, terminal }: CommandCall): Promise<CompiledFlow[]> {
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    const came =
      file === undefined ? 'there is none' : `got ${positionals.map((one) => `'${one}'`).join(', ')}`;
    throw new InputInvalidError(`Expected one module such as dist/app.module.js, but ${came}.`);
  }
  const classes = await flowsAmong(await load(resolve(terminal.cwd, file), file));
  if (classes.length === 0) {
    throw new ConfigurationError(
      `Expected '${file}' to export flows, or a Nest module that registers some with WorkflowModule.forFeature, but none is found. The flows must use the same installation of nestflow as this command.`,
    );
  }
  return compileFlows(classes, { alone: true });
}

async function load(path: string, file: string): Promise<Exports> {
  if (/\.[cm]?tsx?$/.test(file)) {
    throw new InputInvalidError(
      `Expected compiled JavaScript, but '${file}' is TypeScript. Build the application, and name the file in its output folder.`,
    );
  }
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) {
    throw new InputInvalidError(
      `Expected the file '${file}', but ${found ? 'it is a folder' : 'there is none'}. Build the application first, and name a file in its output folder.`,
    );
  }
  try {
    return (await import(pathToFileURL(path).href)) as Exports;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw Object.assign(new ConfigurationError(`Expected to load '${file}', but it has failed: ${reason}`), {
      cause: error,
    });
  }
}

function chosen(flows: readonly CompiledFlow[], names: readonly string[]): readonly CompiledFlow[] {
  if (names.length === 0) return flows;
  return names.map((name) => {
    const flow = flows.find((one) => one.name === name || one.flowClass.name === name);
    if (flow) return flow;
    const known = flows.map((one) => one.name);
    const guess = nearest(name, known);
    throw new InputInvalidError(
      `Expected a flow named '${name}', but there are: ${known.join(', ')}.${guess === undefined ? '' : ` Did you mean '${guess}'?`}`,
    );
  });
}
