import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { typeErrors } from '../support/type-check.js';
import { run } from '../../libs/workflow/src/cli/run.js';
import { commandLine } from './command-line.js';

describe('npx nestflow generate flow', () => {
  const line = commandLine();
  const read = (file: string) => readFileSync(join(line.folder, file), 'utf8');
  const thePackage = (content: object) =>
    writeFileSync(join(line.folder, 'package.json'), JSON.stringify(content));

  it.each(['leave-request', 'LeaveRequest', 'leave request', 'leaveRequestFlow', 'leave-request-flow'])(
    'makes a flow, its data and its test of %s',
    async (name) => {
      const { code, out } = await line.nestflow('generate', 'flow', name);
      expect(code).toBe(0);
      expect(line.files()).toEqual([
        'src/leave-request/leave-request.flow.spec.ts',
        'src/leave-request/leave-request.flow.ts',
        'src/leave-request/leave-request.ts',
      ]);
      expect(out).toContain('created src/leave-request/leave-request.flow.ts');
      expect(read('src/leave-request/leave-request.flow.ts')).toContain('export class LeaveRequestFlow {');
    },
  );

  it('says what is to be installed, added and granted', async () => {
    thePackage({ dependencies: { 'class-validator': '^0.15.1' } });
    const { out } = await line.nestflow('generate', 'flow', 'leave-request', '--dir', 'source/flows');
    expect(line.files()).toContain('source/flows/leave-request/leave-request.ts');
    expect(out).toContain('npm install @nestjs/mapped-types class-transformer\n');
    expect(out).toContain('WorkflowModule.forFeature([LeaveRequestFlow])');
    expect(out).toContain(
      'leave-request.start, leave-request.approve, leave-request.view, leave-request.manage',
    );
  });

  it.each(['src/leave-request', 'src/leave-request/', 'src/flows/../leave-request'])(
    'makes no second folder in the flow’s own: --dir %s',
    async (dir) => {
      const { code, out } = await line.nestflow('generate', 'flow', 'LeaveRequest', '--dir', dir);
      expect(code).toBe(0);
      expect(line.files()).toEqual([
        'src/leave-request/leave-request.flow.spec.ts',
        'src/leave-request/leave-request.flow.ts',
        'src/leave-request/leave-request.ts',
      ]);
      expect(out).toContain('created src/leave-request/leave-request.flow.ts');
    },
  );

  it('makes no second folder when it is called in the flow’s own, either', async () => {
    const own = join(line.folder, 'leave');
    mkdirSync(own);
    const terminal = { cwd: own, out: () => undefined, error: () => undefined };
    expect(await run(['generate', 'flow', 'leave', '--dir', '.'], terminal)).toBe(0);
    expect(line.files()).toContain('leave/leave.flow.ts');
  });

  it('tells where it writes', async () => {
    const { out } = await line.nestflow('generate', 'flow', '--help');
    expect(out).toContain('or that folder itself when it has the flow');
  });

  it('writes what compiles, as ES modules', async () => {
    thePackage({ type: 'module' });
    await line.nestflow('generate', 'flow', 'leave-request');
    expect(typeErrors(generated('leave-request'))).toEqual([]);
  });

  it('writes what compiles, as CommonJS', async () => {
    thePackage({});
    await line.nestflow('generate', 'flow', 'leave-request');
    const options = { module: ts.ModuleKind.Preserve, moduleResolution: ts.ModuleResolutionKind.Bundler };
    expect(typeErrors(generated('leave-request'), options)).toEqual([]);
    expect(typeErrors(generated('leave-request')).join()).toContain('need explicit file extensions');
  });

  it('writes the test for Vitest where the package depends on it', async () => {
    thePackage({ type: 'module', devDependencies: { vitest: '^4.0.0' } });
    await line.nestflow('generate', 'flow', 'leave-request');
    expect(read('src/leave-request/leave-request.flow.spec.ts')).toContain("expect, it } from 'vitest';");
  });

  it('overwrites nothing, and writes nothing when it would have to', async () => {
    mkdirSync(join(line.folder, 'src/leave-request'), { recursive: true });
    writeFileSync(join(line.folder, 'src/leave-request/leave-request.flow.spec.ts'), 'mine');
    const { code, error } = await line.nestflow('generate', 'flow', 'leave-request');
    expect(code).toBe(2);
    expect(error).toContain("Expected no file 'src/leave-request/leave-request.flow.spec.ts'");
    expect(line.files()).toEqual(['src/leave-request/leave-request.flow.spec.ts']);
    expect(read('src/leave-request/leave-request.flow.spec.ts')).toBe('mine');
  });

  it.each([
    [[], 'Expected one name such as leave-request, but there is none.'],
    [['leave', 'request'], "but got 'leave', 'request'."],
    [['2fa'], 'in Latin letters and digits'],
    [['../escape'], 'in Latin letters and digits'],
    [['urlaub-für-alle'], 'in Latin letters and digits'],
    [['flow'], 'Say more in it: flow-request.'],
    [['start'], 'Say more in it: start-request.'],
    [['inbox'], 'Say more in it: inbox-request.'],
    [['leave', '--folder', 'x'], "Unknown option '--folder'."],
  ])('refuses %j', async (args, why) => {
    const { code, error } = await line.nestflow('generate', 'flow', ...args);
    expect(error).toContain(why);
    expect(code).toBe(2);
    expect(line.files()).toEqual([]);
  });

  /** The generated files, as if they stood in this repository, whose compiler options and packages they then have. */
  function generated(name: string): ReadonlyMap<string, string> {
    return new Map(
      [`${name}.ts`, `${name}.flow.ts`, `${name}.flow.spec.ts`].map((file) => [
        `test/cli/${name}/${file}`,
        read(`src/${name}/${file}`),
      ]),
    );
  }
});
