import { Injectable } from '@nestjs/common';
import { type FlowRef, InjectFlow } from 'nestflow';
import { demoUserNamed } from '../../access/demo-users.js';
import { goOn, plantAll, type Seed } from '../../seed/seed.js';
import { SampleFlow } from './sample.flow.js';

/** Samples, each with a loop of another length behind it. */
@Injectable()
export class SampleSeed implements Seed {
  constructor(@InjectFlow(SampleFlow) private readonly sample: FlowRef<SampleFlow>) {}

  plant(): Promise<number> {
    return plantAll(['sample-1', 'sample-2', 'sample-3'].map((businessKey) => () => this.begin(businessKey)));
  }

  private async begin(businessKey: string): Promise<boolean> {
    const user = demoUserNamed('employee');
    const started = await this.sample.start('start', undefined, { user, businessKey });
    return goOn(started, () => Promise.resolve());
  }
}
