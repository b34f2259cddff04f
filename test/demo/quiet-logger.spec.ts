import { QuietLogger } from '../../apps/demo/src/quiet-logger.js';

describe("the demo's log", () => {
  it('leaves out a line for every route, and nothing else', () => {
    const lines: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (line: string) => lines.push(line) > 0;
    try {
      const logger = new QuietLogger({ colors: false });
      logger.log('Mapped {/workflow, GET} route', 'RouterExplorer');
      logger.log('WorkflowViewset {/workflow}:', 'RoutesResolver');
      logger.log('Ready: http://localhost:3000', 'Demo');
      logger.log('Nest application successfully started', 'NestApplication');
    } finally {
      process.stdout.write = write;
    }
    expect(lines).toEqual([
      expect.stringContaining('Ready: http'),
      expect.stringContaining('successfully started'),
    ]);
  });
});
