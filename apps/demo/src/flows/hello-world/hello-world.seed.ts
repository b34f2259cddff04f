import { Injectable } from '@nestjs/common';
import { type FlowRef, InjectFlow } from 'nestflow';
import { demoUserNamed } from '../../access/demo-users.js';
import { People } from '../../seed/people.js';
import { goOn, plantAll, type Seed, type Story } from '../../seed/seed.js';
import type { HelloWorld } from './hello-world.js';
import { HelloWorldFlow } from './hello-world.flow.js';

/** Messages that wait, that were sent, refused and withdrawn. */
@Injectable()
export class HelloWorldSeed implements Seed {
  constructor(
    @InjectFlow(HelloWorldFlow) private readonly hello: FlowRef<HelloWorldFlow>,
    private readonly people: People,
  ) {}

  plant(): Promise<number> {
    const { people } = this;
    return plantAll([
      this.message('message-1', 'Good morning', (process) =>
        people.complete('manager', [process, 'approve'], { approved: true }),
      ),
      this.message('message-2', 'Buy cheap watches', (process) =>
        people.complete('manager', [process, 'approve'], { approved: false }),
      ),
      this.message('message-3', 'Sent too early', (process) =>
        this.hello.cancel(process.id, { user: demoUserNamed('manager') }),
      ),
      this.message('message-4', 'The lift is being repaired', (process) =>
        people.take('manager', [process, 'approve']),
      ),
      this.message('message-5', 'There is cake in the kitchen'),
      this.message('message-6', 'Please water the plants'),
    ]);
  }

  private message(businessKey: string, text: string, story: Story<HelloWorld> = () => Promise.resolve()) {
    const user = demoUserNamed('employee');
    return async () => goOn(await this.hello.start('start', { text }, { user, businessKey }), story);
  }
}
