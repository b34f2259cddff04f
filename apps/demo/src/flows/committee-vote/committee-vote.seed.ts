import { Injectable } from '@nestjs/common';
import { type FlowRef, InjectFlow } from 'nestflow';
import { demoUserNamed } from '../../access/demo-users.js';
import { People } from '../../seed/people.js';
import { goOn, plantAll, type Seed } from '../../seed/seed.js';
import { CommitteeVoteFlow } from './committee-vote.flow.js';
import { COMMITTEE } from './motion.js';

/** A motion that was carried early, one that was lost, one that is still open. */
@Injectable()
export class CommitteeVoteSeed implements Seed {
  constructor(
    @InjectFlow(CommitteeVoteFlow) private readonly motions: FlowRef<CommitteeVoteFlow>,
    private readonly people: People,
  ) {}

  plant(): Promise<number> {
    return plantAll([
      this.motion('V-11', 'Shall the canteen open at eleven?', { clerk: true, packer: true, admin: true }),
      this.motion('V-12', 'Shall we work on Sundays?', { employee: false, clerk: false, packer: false }),
      this.motion('V-13', 'Shall we buy a new coffee machine?', { clerk: true, packer: false }),
    ]);
  }

  private motion(businessKey: string, question: string, votes: Record<string, boolean>) {
    const user = demoUserNamed('employee');
    const motion = { question, members: [...COMMITTEE] };
    return async () =>
      goOn(await this.motions.start('propose', motion, { user, businessKey }), async (process) => {
        for (const [member, yes] of Object.entries(votes)) {
          await this.people.complete(member, [process, 'vote'], { yes });
        }
      });
  }
}
