import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Runs a program in a process of its own, gives it one task, and collects its answers until it ends. */
export async function runChild<Answer>(program: URL, task: object): Promise<Answer[]> {
  const child = fork(program, { execArgv: ['--enable-source-maps'] });
  const answers: Answer[] = [];
  child.on('message', (answer) => answers.push(answer as Answer));
  child.send(task);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`Expected ${program.pathname} to succeed, but it ended with ${code}.`);
  return answers;
}

/** The other side of {@link runChild}. */
export async function serveParent<Task, Answer>(
  work: (task: Task, answer: (answer: Answer) => void) => Promise<void>,
): Promise<void> {
  const [task] = (await once(process, 'message')) as [Task];
  await work(task, (answer) => process.send?.(answer));
  process.disconnect();
}
