import { commandLine } from './command-line.js';

describe('npx nestflow', () => {
  const line = commandLine();

  it.each(['--help', '-h', 'help'])('%s tells which commands there are', async (asked) => {
    const { code, out } = await line.nestflow(asked);
    expect(code).toBe(0);
    expect(out).toContain('chart           draws the flows of an application');
    expect(out).toContain('generate flow   creates a flow');
  });

  it.each([['chart'], ['generate flow']])('%s --help tells all about it', async (command) => {
    const { code, out } = await line.nestflow(...command.split(' '), '--help');
    expect(code).toBe(0);
    expect(out).toContain(`npx nestflow ${command} <`);
    expect(line.files()).toEqual([]);
  });

  it('--version tells which it is', async () => {
    expect(await line.nestflow('--version')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
  });

  it.each([
    [[], "Expected the command 'chart' or 'generate flow', but there is none."],
    [['generate'], "but got 'generate'."],
    [['generate', 'flows', 'x'], "but got 'generate flows x'."],
    [['draw'], "but got 'draw'."],
  ])('refuses %j', async (args, why) => {
    const { code, out, error } = await line.nestflow(...args);
    expect(error).toContain(why);
    expect(error).toContain('npx nestflow --help');
    expect([code, out]).toEqual([2, '']);
  });
});
