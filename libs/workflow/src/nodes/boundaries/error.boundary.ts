import type { BoundaryDeclaration, CommonNodeOptions } from '../../definition/node-kind.js';
import { nodeKind } from '../../runtime/define-node.js';

/** Which errors of a task begin another path: those of a class, with a code, or that a function picks. All, without. */
export interface ErrorCatch<B extends string = string> {
  /** Where the path leads that begins then; the task is withdrawn, and what it wrote is undone. */
  readonly then: B;
  /** The error's class. */
  readonly type?: abstract new (...args: never[]) => Error;
  /** The error's `code`; a subprocess fails with the code of its error end. */
  readonly code?: string;
  /** Whether this error is meant. */
  readonly when?: (error: never, activation: never) => boolean;
  /** Of the event, for people. */
  readonly title?: string;
}

/** Options of tasks that may fail. */
export interface ErrorOptions<B extends string = string> {
  /** What happens when the task fails; of a list the first that matches. Without a match the error is as without it. */
  readonly onError?: ErrorCatch<B> | readonly ErrorCatch<B>[];
}

const errorKind = nodeKind<CommonNodeOptions & ErrorCatch>({
  name: 'ERROR_CATCH',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'error' },
  bpmn: { type: 'bpmn:BoundaryEvent', eventDefinition: 'bpmn:ErrorEventDefinition' },
  detached: true,
  edges: () => [],
  waits: false,
  transitions: ['undo', 'revive'],
  catches: ({ options }, error, activation) => matches(options, error, activation),
  exits: ({ options }) => [{ to: options.then }],
});

function matches({ type, code, when }: ErrorCatch, error: unknown, activation: unknown): boolean {
  if (type && !(error instanceof type)) return false;
  if (code !== undefined && (error as { code?: unknown } | null)?.code !== code) return false;
  return when ? when(error as never, activation as never) : true;
}

/** The error catches of a node as events on its border: `error`, `error2`, … */
export function errorCatches({ onError }: ErrorOptions): BoundaryDeclaration[] {
  return [onError ?? []].flat().map((one: ErrorCatch, index) => ({
    suffix: index === 0 ? 'error' : `error${index + 1}`,
    to: one.then,
    label: one.code ?? one.type?.name ?? 'error',
    event: { marker: 'error', bpmn: { eventDefinition: 'bpmn:ErrorEventDefinition', subject: one.code } },
    kind: errorKind,
    options: one,
  }));
}
