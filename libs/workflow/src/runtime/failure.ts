import type { TaskError } from '../model/task.entity.js';

const LONGEST_MESSAGE = 2_000;
const LONGEST_STACK = 8_000;

/**
 * What is kept of an error: its message, its code and where it came from. Its other properties are left behind, for
 * they may hold anything: parameters of a query, a request's body.
 */
export function describeFailure(error: unknown, attempt: number): TaskError {
  if (!(error instanceof Error))
    return { message: clip(`A ${typeof error} was thrown`, LONGEST_MESSAGE), attempt };
  const code = (error as { code?: unknown }).code;
  return {
    message: clip(error.message, LONGEST_MESSAGE),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    ...(error.stack === undefined ? {} : { stack: clip(framesOf(error.stack), LONGEST_STACK) }),
    attempt,
  };
}

/** Only the frames: a stack begins with the message, which may have several lines. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}

function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
