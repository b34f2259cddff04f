import { PickType } from '@nestjs/mapped-types';
import { type Activation, End, Flow, type FlowNode, If, Join, Split, Start } from 'nestflow';
import { type Ballot, Vote } from '../../nodes/vote.node.js';
import { Motion, outcome } from './motion.js';

/** As many people are asked as the question says; it is decided as soon as a majority is certain. */
@Flow({
  data: Motion,
  title: 'Committee vote',
  summary:
    '{{ process.data.question }} ({{ process.data.votes.size | default: 0 }} of {{ process.data.members.size }} have voted)',
  result:
    '{{ process.data.question }} ({{ process.data.votes.size }} of {{ process.data.members.size }} voted)',
})
export class CommitteeVoteFlow {
  @Start({
    form: PickType(Motion, ['question', 'members']),
    title: 'New motion',
    permission: 'vote.call',
    next: 'ask',
  })
  propose!: FlowNode<Pick<Motion, 'question' | 'members'>>;

  @Split({
    branches: [{ to: 'vote', items: ({ process }: Activation<Motion>) => process.data.members }],
  })
  ask!: FlowNode;

  @Vote({
    summary: '{{ process.data.question }}',
    assign: ({ task }: Activation<Motion>) => task.data as string,
    due: '2d',
    next: 'decided',
  })
  vote({ process, task }: Activation<Motion>, { yes }: Ballot) {
    process.data.votes = [...(process.data.votes ?? []), { member: task.data as string, yes }];
  }

  @Join({
    needs: ({ process }: Activation<Motion>) => outcome(process.data) !== undefined,
    rest: 'cancel',
    next: 'isCarried',
  })
  decided!: FlowNode;

  @If({ then: 'carried', else: 'lost' })
  isCarried({ process }: Activation<Motion>) {
    return outcome(process.data) === true;
  }

  @End()
  carried!: FlowNode;

  @End()
  lost!: FlowNode;
}
