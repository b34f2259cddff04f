import { Injectable } from '@nestjs/common';
import { type FlowRef, InjectFlow } from 'nestflow';
import { demoUserNamed } from '../../access/demo-users.js';
import { People } from '../../seed/people.js';
import { goOn, plantAll, type Seed, type Story } from '../../seed/seed.js';
import type { BloodTest } from './blood-test.js';
import { BloodTestFlow } from './blood-test.flow.js';

type Sample = Pick<BloodTest, 'patient' | 'bornOn' | 'hormones' | 'tumorMarkers'>;

/** Samples to be analysed, analysed in part, to be released, released. */
@Injectable()
export class BloodTestSeed implements Seed {
  constructor(
    @InjectFlow(BloodTestFlow) private readonly tests: FlowRef<BloodTestFlow>,
    private readonly people: People,
  ) {}

  plant(): Promise<number> {
    const { people } = this;
    return plantAll([
      this.first('B-301', { patient: 'Ada Novak', bornOn: '1972-05-04' }, async (process) => {
        await people.complete('lab', [process, 'analyse'], { hemoglobin: 13.9, glucose: 5.1 });
        await people.complete('manager', [process, 'release'], { remark: 'Nothing to worry about' });
      }),
      this.first(
        'B-302',
        { patient: 'Ben Osei', bornOn: '1990-11-30', hormones: true, tumorMarkers: true },
        async (process) => {
          await people.complete('lab', [process, 'analyse'], { hemoglobin: 15.2, glucose: 6.4 });
          await people.complete('lab', [process, 'testHormones'], { thyrotropin: 1.8 });
        },
      ),
      this.first('B-303', { patient: 'Cleo Marsh', bornOn: '2001-02-14' }, (process) =>
        people.complete('lab', [process, 'analyse'], { hemoglobin: 12.1, glucose: 4.8 }),
      ),
      this.second('B-304'),
    ]);
  }

  private first(businessKey: string, sample: Sample, story: Story<BloodTest>) {
    const user = demoUserNamed('lab');
    return async () => goOn(await this.tests.start('firstSample', sample, { user, businessKey }), story);
  }

  private second(businessKey: string) {
    const user = demoUserNamed('lab');
    const sample = { patient: 'Dan Ruiz', bornOn: '1965-08-21', reason: 'Too little blood the first time' };
    return async () =>
      goOn(await this.tests.start('secondSample', sample, { user, businessKey }), () => Promise.resolve());
  }
}
