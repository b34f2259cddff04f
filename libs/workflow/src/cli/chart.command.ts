import type { Command } from './command.js';

const HELP = `npx nestflow chart <module> [--flow name] [--format svg|bpmn|json] [--out folder]

Draws the flows of an application, without a database and without starting it.

<module> is a compiled JavaScript file that exports a Nest module or flow classes. A Nest module's flows are those it,
and the modules it imports, register with WorkflowModule.forFeature.

  --flow    only this flow, by its name; may be repeated. Default: all
  --format  svg (the default), bpmn (BPMN 2.0 with its diagram) or json; may be repeated
  --out     the folder to write to, made when it is not there. Files of earlier runs are replaced. Default: .

  npx nestflow chart dist/app.module.js --format svg --format bpmn --out docs/flows

SVG needs the package elkjs, and BPMN bpmn-moddle as well.`;

/** `npx nestflow chart`: writes the flows of an application as pictures, BPMN or data. */
export const chart: Command = {
  name: 'chart',
  summary: 'draws the flows of an application as SVG, BPMN 2.0 or JSON',
  help: HELP,
  options: {
    flow: { type: 'string', multiple: true },
    format: { type: 'string', multiple: true },
    out: { type: 'string' },
  },
  async run(call) {
    // Only this command needs what it takes to load an application.
    const { writeCharts } = await import('./write-charts.js');
    await writeCharts(call);
  },
};
