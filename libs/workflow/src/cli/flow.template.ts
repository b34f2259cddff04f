import type { FlowNames } from './flow-names.js';

/** How the application the files are for is written. */
export interface CodeStyle {
  /** What the path of an import ends with: `.js` in ES modules, nothing in CommonJS. */
  readonly extension: '.js' | '';
  /** Where tests take `describe` and `expect` from; undefined: they are global. */
  readonly testsImportFrom?: string;
}

/** The files of a new flow, by their names: its data, the flow and its test. */
export function flowFiles(names: FlowNames, style: CodeStyle): ReadonlyMap<string, string> {
  return new Map([
    [`${names.kebab}.ts`, data(names)],
    [`${names.kebab}.flow.ts`, flow(names, style)],
    [`${names.kebab}.flow.spec.ts`, test(names, style)],
  ]);
}

const data = ({ pascal, title }: FlowNames) => `\
import { IsBoolean, IsOptional, IsString, Length } from 'class-validator';

/** What a process of "${title}" knows. */
export class ${pascal} {
  @IsString()
  @Length(1, 200)
  subject!: string;

  @IsBoolean()
  @IsOptional()
  approved?: boolean;
}
`;

const flow = ({ kebab, pascal, title }: FlowNames, { extension }: CodeStyle) => `\
import { PickType } from '@nestjs/mapped-types';
import { Activation, End, Flow, FlowNode, If, Start, View } from 'nestflow';
import { ${pascal} } from './${kebab}${extension}';

/** Somebody asks, and somebody else approves or rejects. */
@Flow({
  data: ${pascal},
  name: '${kebab}',
  title: '${title}',
  summary: '{{ process.data.subject }}',
  result: '{{ process.data.subject }}: {% if process.data.approved %}approved{% else %}rejected{% endif %}',
})
export class ${pascal}Flow {
  @Start({
    form: PickType(${pascal}, ['subject']),
    permission: '${kebab}.start',
    next: 'approve',
  })
  start!: FlowNode<Pick<${pascal}, 'subject'>>;

  @View({
    form: PickType(${pascal}, ['approved']),
    permission: '${kebab}.approve',
    due: '3d',
    next: 'checkApproved',
  })
  approve!: FlowNode<Pick<${pascal}, 'approved'>>;

  @If({ then: 'approved', else: 'rejected' })
  checkApproved({ process }: Activation<${pascal}>) {
    return process.data.approved === true;
  }

  @End()
  approved!: FlowNode;

  @End()
  rejected!: FlowNode;
}
`;

const test = ({ kebab, pascal, title }: FlowNames, { extension, testsImportFrom }: CodeStyle) => `\
import { FlowRun } from 'nestflow/testing';
${testsImportFrom === undefined ? '' : `import { describe, expect, it } from '${testsImportFrom}';\n`}\
import { ${pascal}Flow } from './${kebab}.flow${extension}';

describe('${title}', () => {
  it('is approved', async () => {
    const run = new FlowRun([${pascal}Flow]);
    const { process } = await run.start(${pascal}Flow, 'start', { subject: 'The first one' });
    expect(await run.waiting(process.id)).toEqual(['approve']);

    await run.complete(process.id, 'approve', { approved: true });

    expect((await run.process(process.id)).status).toBe('DONE');
    expect(await run.history(process.id)).toContain('approved DONE');
  });

  it('is rejected', async () => {
    const run = new FlowRun([${pascal}Flow]);
    const { process } = await run.start(${pascal}Flow, 'start', { subject: 'The first one' });

    await run.complete(process.id, 'approve', { approved: false });

    expect(await run.history(process.id)).toContain('rejected DONE');
  });

  it('does not start without a subject', async () => {
    const run = new FlowRun([${pascal}Flow]);

    const started = run.start(${pascal}Flow, 'start', { subject: '' });

    await expect(started).rejects.toMatchObject({ code: 'input-invalid' });
  });
});
`;
