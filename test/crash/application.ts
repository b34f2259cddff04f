import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, ApplicationOptions, Request } from './protocol.js';

type Wish = { act: 'start'; flow: string; key: string } | { act: 'approve'; taskId: string };

/** An instance of the application in a process of its own, which may be killed and started again. */
export class Application {
  private child: ChildProcess | undefined;
  private readonly waiting = new Map<number, (done: boolean) => void>();
  private asked = 0;

  constructor(private readonly options: ApplicationOptions) {}

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    const loader = new URL('../support/typescript-loader.mjs', import.meta.url);
    const program = fileURLToPath(new URL('./application.child.ts', import.meta.url));
    const child = fork(program, [JSON.stringify(this.options)], {
      execArgv: ['--import', loader.href, '--no-warnings'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const ready = new Promise<void>((resolve, reject) => {
      child.on('message', ({ id }: Answer) => id === 0 && resolve());
      child.once('exit', (code) => {
        reject(new Error(`The application ended with ${code} before it was ready.`));
      });
    });
    child.on('message', ({ id, error }: Answer) => {
      this.waiting.get(id)?.(error === undefined);
      this.waiting.delete(id);
    });
    await ready;
    this.child = child;
  }

  /** Ends it as a power cut would. What it was asked and has not answered stays unanswered. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    for (const answer of this.waiting.values()) answer(false);
    this.waiting.clear();
  }

  /** Answers whether the application has done it, as far as it could say. */
  ask(wish: Wish): Promise<boolean> {
    const { child } = this;
    if (!child?.connected) return Promise.resolve(false);
    const request: Request = { id: ++this.asked, ...wish };
    return new Promise((resolve) => {
      this.waiting.set(request.id, resolve);
      child.send(request, (error) => {
        if (error) resolve(false);
      });
    });
  }
}
