import { PickType } from '@nestjs/mapped-types';
import { type Activation, End, Flow, type FlowNode, Join, Split, Start, View } from 'nestflow';
import { BloodTest } from './blood-test.js';

/** A sample is analysed; what else is wanted is done at the same time, and somebody else releases the results. */
@Flow({
  data: BloodTest,
  title: 'Blood test',
  summary: 'Blood of {{ process.data.patient }}',
  result:
    'Hemoglobin {{ process.data.hemoglobin }} g/dl{% if process.data.remark %}: {{ process.data.remark }}{% endif %}',
})
export class BloodTestFlow {
  @Start({
    form: PickType(BloodTest, ['patient', 'bornOn', 'hormones', 'tumorMarkers']),
    permission: 'blood.sample',
    next: 'analyse',
  })
  firstSample!: FlowNode<Pick<BloodTest, 'patient' | 'bornOn' | 'hormones' | 'tumorMarkers'>>;

  @Start({
    form: PickType(BloodTest, ['patient', 'bornOn', 'reason', 'hormones', 'tumorMarkers']),
    permission: 'blood.sample',
    next: 'analyse',
  })
  secondSample!: FlowNode<Pick<BloodTest, 'patient' | 'bornOn' | 'reason' | 'hormones' | 'tumorMarkers'>>;

  @View({
    form: PickType(BloodTest, ['hemoglobin', 'glucose']),
    title: 'Biochemical analysis',
    permission: 'blood.analyse',
    due: '4h',
    next: 'further',
  })
  analyse!: FlowNode<Pick<BloodTest, 'hemoglobin' | 'glucose'>>;

  /** Without further tests the only branch leads straight to the results. */
  @Split({
    branches: [
      {
        to: 'testHormones',
        when: ({ process }: Activation<BloodTest>) => process.data.hormones === true,
        label: 'hormones',
      },
      {
        to: 'findTumorMarkers',
        when: ({ process }: Activation<BloodTest>) => process.data.tumorMarkers === true,
        label: 'tumor markers',
      },
      'results',
    ],
  })
  further!: FlowNode;

  @View({ form: PickType(BloodTest, ['thyrotropin']), permission: 'blood.analyse', next: 'results' })
  testHormones!: FlowNode<Pick<BloodTest, 'thyrotropin'>>;

  @View({ form: PickType(BloodTest, ['antigen']), permission: 'blood.analyse', next: 'results' })
  findTumorMarkers!: FlowNode<Pick<BloodTest, 'antigen'>>;

  @Join({ next: 'release' })
  results!: FlowNode;

  @View({
    form: PickType(BloodTest, ['remark']),
    description: 'Whoever has analysed the sample leaves this to somebody else.',
    permission: async (activation: Activation<BloodTest>) => ({
      permission: 'blood.release',
      except: await activation.ownerOf('analyse'),
    }),
    next: 'released',
  })
  release!: FlowNode<Pick<BloodTest, 'remark'>>;

  @End()
  released!: FlowNode;
}
