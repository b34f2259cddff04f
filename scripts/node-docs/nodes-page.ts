import type { GraphNode, NodeCategory, NodeDefinition } from 'nestflow';
import type { Decorator } from './decorators.js';
import { exampleName, kindName, type Example } from './example.js';
import type { Field, Helper, Option } from './option.js';

const INTRO = `<!-- Written by \`npm run docs:nodes\` from the docstrings and scripts/node-docs/examples: change those. -->

# Nodes

Every member of a flow class that carries one of these decorators is a node. A member is a method where there is code,
and a property of type \`FlowNode\` where there is none. Options that name a node take the name of a member; the compiler
checks it, and so does the boot.

Functions in options get the [activation](concepts.md#activation). Durations are strings such as \`'3d'\` or
\`'90 minutes'\`, or milliseconds.
`;

const GROUPS: readonly (readonly [NodeCategory, string, string])[] = [
  ['start', 'Starts', 'Where a process begins. A flow may have several.'],
  ['task', 'Tasks', 'Where something is done, by a person or by code.'],
  ['gateway', 'Gateways', 'Where paths part and meet.'],
  ['event', 'Events', 'Where the process waits for something, or tells others.'],
  ['end', 'Ends', 'Where a path, or the whole process, ends.'],
  ['obsolete', 'Leftovers', 'What used to be there.'],
];

/** `docs/nodes.md`: every node decorator with its picture, an example and its options. */
export function nodesPage(decorators: readonly Decorator[], examples: ReadonlyMap<string, Example>): string {
  const described = decorators.map((decorator) => ({ decorator, ...shownIn(decorator, examples) }));
  const border = unique(
    decorators.flatMap(({ options }) => options.filter(({ group }) => group === 'border')),
  );
  const common = unique(
    decorators.flatMap(({ options }) => options.filter(({ group }) => group === 'every node')),
  );
  const groups = GROUPS.map(([category, title, text]) => ({
    title,
    text,
    members: described.filter(({ node }) => node.kind.category === category),
  })).filter(({ members }) => members.length > 0);
  return [
    INTRO,
    ...groups.map(
      ({ title, members }) =>
        `- **${title}**: ${members.map(({ decorator: { name } }) => link(name, `@${name}`)).join(' · ')}`,
    ),
    `- **On the border of a task**: ${border.map(({ name }) => link(name)).join(' · ')}`,
    `- ${link('Options of every node')}`,
    ...groups.flatMap(({ title, text, members }) => [
      `\n## ${title}\n\n${text}`,
      ...members.map(({ decorator, node, example }) => nodeSection(decorator, node, example)),
    ]),
    `\n## On the border of a task\n\nOptions that attach an event to a task: when it happens, another path begins.`,
    ...border.map((option) => borderSection(option, examples)),
    `\n## Options of every node\n\n${common.map((option) => bullet(option)).join('\n')}\n`,
  ].join('\n');
}

/** Where the pictures are, from `docs/`. */
export function pictureOf(name: string): string {
  return `nodes/${name}.svg`;
}

function shownIn({ name }: Decorator, examples: ReadonlyMap<string, Example>) {
  const example = examples.get(exampleName(name));
  const node = example?.flow.graph.nodes.find(({ kind }) => kind.name === kindName(name));
  if (example && node) return { example, node };
  throw new TypeError(
    `Expected scripts/node-docs/examples/${exampleName(name)}.flow.ts to show a node of kind ${kindName(name)}, but it ${example ? 'has none' : 'is not there'}.`,
  );
}

function nodeSection({ name, text, throws, options }: Decorator, node: GraphNode, example: Example): string {
  const own = options.filter(({ group }) => group === 'own');
  const border = options
    .filter(({ group }) => group === 'border')
    .map((option) => link(option.name, `\`${option.name}\``));
  const list = [
    ...own.map((option) => bullet(option)),
    ...(border.length > 0 ? [`- On its border: ${border.join(', ')}.`] : []),
  ];
  return paragraphs(
    `\n### @${name}`,
    text,
    picture(example),
    facts(node),
    ...throws.map((one) => `Throws ${one}`),
    list.join('\n'),
    code(example),
  );
}

function borderSection(option: Option, examples: ReadonlyMap<string, Example>): string {
  const example = examples.get(exampleName(option.name));
  if (!example) {
    throw new TypeError(
      `Expected scripts/node-docs/examples/${exampleName(option.name)}.flow.ts, but it is not there.`,
    );
  }
  const [helper] = option.helpers;
  return paragraphs(
    `\n### ${option.name}`,
    option.text,
    helper?.text ?? '',
    picture(example),
    (helper?.fields ?? []).map((field) => bullet(field)).join('\n'),
    code(example),
  );
}

function facts({ kind }: GraphNode): string {
  const { bpmn, transitions, name, needsMethod } = kind as NodeDefinition;
  const event = bpmn.eventDefinition === undefined ? '' : ` with \`${bpmn.eventDefinition}\``;
  return [
    `Kind \`${name}\``,
    `BPMN \`${bpmn.type}\`${event}`,
    needsMethod ? 'on a method' : 'on a property or a method',
    lifeOf(kind as NodeDefinition),
    transitions.length > 0 ? `actions: ${transitions.join(', ')}` : 'no actions',
  ].join(' · ');
}

function lifeOf({ waits, worker, due, holds, job }: NodeDefinition): string {
  if (worker === 'person') return 'done by a person';
  if (job) return 'done by the worker, in the background';
  if (due === 'fire') return 'done by the worker, when it is due';
  return waits || holds ? 'waits' : 'passed at once';
}

function bullet(field: Field & { readonly helpers?: readonly Helper[] }): string {
  const { name, optional, type, text, helpers = [] } = field;
  const meaning = text || (name === 'next' ? 'The node that follows.' : '');
  const line = `- **\`${name}${optional ? '?' : ''}\`** \`${type}\`${meaning ? ` — ${oneLine(meaning)}` : ''}`;
  return [line, ...helpers.map(helperBullet)].join('\n');
}

function helperBullet({ name, text, fields, type }: Helper): string {
  const rest = type === undefined ? '' : ` \`${type}\``;
  const parts = fields.map(
    (field) =>
      `    - \`${field.name}${field.optional ? '?' : ''}\` \`${field.type}\`${field.text ? ` — ${oneLine(field.text)}` : ''}`,
  );
  return [`  - \`${name}\`${rest}${text ? ` — ${oneLine(text)}` : ''}`, ...parts].join('\n');
}

function picture({ name, flow }: Example): string {
  return `![${flow.title}: ${flow.graph.nodes.map(({ title }) => title.toLowerCase()).join(', ')}](${pictureOf(name)})`;
}

const paragraphs = (...parts: string[]) => parts.filter((part) => part !== '').join('\n\n');
const code = ({ source }: Example) => `\`\`\`ts\n${source}\n\`\`\``;
const oneLine = (text: string) => text.replace(/\s+/g, ' ');
const link = (title: string, shown = title) => `[${shown}](#${title.toLowerCase().replaceAll(' ', '-')})`;
const unique = (options: readonly Option[]) => [...new Map(options.map((one) => [one.name, one])).values()];
