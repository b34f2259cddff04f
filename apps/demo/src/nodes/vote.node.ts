import { fileURLToPath } from 'node:url';
import { IsBoolean } from 'class-validator';
import {
  defineNode,
  type NodeDecorator,
  PEOPLES_TRANSITIONS,
  type PeoplesTaskOptions,
  preparePeoplesTask,
  takeForm,
} from 'nestflow';

/** What a voter fills in. */
export class Ballot {
  @IsBoolean()
  yes!: boolean;
}

/** Options of {@link Vote}. */
export interface VoteOptions<N extends string = string> extends PeoplesTaskOptions {
  readonly next: N;
}

const vote = defineNode<VoteOptions>({
  name: 'VOTE',
  category: 'task',
  drawing: { outline: 'rounded', marker: 'person' },
  bpmn: { type: 'bpmn:UserTask' },
  edges: ({ next }) => [{ to: next, role: 'next' }],
  needsMethod: true,
  waits: true,
  worker: 'person',
  transitions: PEOPLES_TRANSITIONS,
  templates: fileURLToPath(new URL('./vote-pages/', import.meta.url)),
  form: () => Ballot,
  create: preparePeoplesTask,
  run: (step, input) => takeForm(step, input, Ballot),
  exits: ({ options }) => [{ to: options.next }],
});

/**
 * Somebody says yes or no, with a button for each: a node kind of the demo's own, which brings its page along. The
 * method gets (activation, ballot). BPMN: user task.
 *
 * @example
 * \@Vote({ assign: ({ task }: Activation<Motion>) => task.data as string, next: 'count' })
 * vote({ process }: Activation<Motion>, { yes }: Ballot) { process.data.votes.push(yes); }
 */
export function Vote<const N extends string>(
  options: VoteOptions<N>,
): NodeDecorator<
  N,
  (activation: never, ballot: never) => unknown,
  '@Vote method takes (activation, ballot)'
> {
  return vote(options);
}
