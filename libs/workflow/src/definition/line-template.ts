import { Liquid, type Template } from 'liquidjs';

/** Longest time one line may take, in milliseconds; it is text with a few values in it. */
const RENDER_LIMIT = 200;

/** How many characters a line has at most: it stands in lists. What is longer is cut, and ends in `…`. */
export const LONGEST_LINE = 300;

const liquid = new Liquid({
  ownPropertyOnly: true,
  strictFilters: true,
  cache: false,
  templates: {}, // a line includes no other files
  renderLimit: RENDER_LIMIT,
  parseLimit: 100_000,
  memoryLimit: 1_000_000,
});

/** The one-line Liquid template of a `summary` or `result`. Throws when it is none. */
export function parseLine(template: string): Template[] {
  return liquid.parse(template);
}

/** What a template says of these values, as one line of at most {@link LONGEST_LINE} characters. Throws what its rendering throws. */
export function renderLine(template: Template[], scope: object): string {
  const line = String(liquid.renderSync(template, scope)).replace(/\s+/g, ' ').trim();
  if (line.length <= LONGEST_LINE) return line;
  // Half of a character that takes two is no text.
  const beginning = line.slice(0, LONGEST_LINE - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${beginning.trimEnd()}…`;
}

/** What is wrong with the `summary` and the `result` of a flow or node, a sentence each. */
export function lineMistakes(
  owner: string,
  lines: { readonly summary?: string; readonly result?: string },
): string[] {
  return (['summary', 'result'] as const).flatMap((option) => {
    const template = lines[option];
    if (template === undefined) return [];
    const fault = lineFault(template);
    return fault === undefined ? [] : [`${option} of ${owner} is no Liquid template: ${fault}`];
  });
}

function lineFault(template: unknown): string | undefined {
  if (typeof template !== 'string') return `expected text, but got ${typeof template}`;
  try {
    parseLine(template);
    return undefined;
  } catch (error) {
    const [said = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return `${said}, in '${template}'`;
  }
}
