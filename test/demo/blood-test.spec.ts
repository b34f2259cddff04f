import { ForbiddenError } from 'nestflow';
import { FlowRun } from 'nestflow/testing';
import { BloodTestFlow } from '../../apps/demo/src/flows/blood-test/blood-test.flow.js';

describe('Blood test', () => {
  const lab = { id: 'lab', permissions: ['blood.sample', 'blood.analyse', 'blood.release'] };
  const doctor = { id: 'doctor', permissions: ['blood.release'] };
  const patient = { patient: 'Ida', bornOn: '1980-02-29' };
  const values = { hemoglobin: 14, glucose: 5 };

  async function sampled(wanted: object) {
    const run = new FlowRun([BloodTestFlow]);
    const { process } = await run.start(
      BloodTestFlow,
      'firstSample',
      { ...patient, ...wanted },
      { user: lab },
    );
    return { run, id: process.id };
  }

  it('goes straight to the results when nothing further is wanted', async () => {
    const { run, id } = await sampled({});
    await run.complete(id, 'analyse', values, lab);
    expect(await run.waiting(id)).toEqual(['release']);
    await run.complete(id, 'release', { remark: 'healthy' }, doctor);
    expect(await run.process(id)).toMatchObject({
      status: 'DONE',
      data: { hemoglobin: 14, remark: 'healthy' },
    });
  });

  it('waits for exactly the tests that are wanted', async () => {
    const { run, id } = await sampled({ hormones: true, tumorMarkers: true });
    await run.complete(id, 'analyse', values, lab);
    await run.complete(id, 'findTumorMarkers', { antigen: 2 }, lab);
    expect(await run.waiting(id)).not.toContain('release');
    await run.complete(id, 'testHormones', { thyrotropin: 1 }, lab);
    expect(await run.waiting(id)).toEqual(['release']);
  });

  it('leaves the release to somebody else than whoever analysed', async () => {
    const { run, id } = await sampled({ hormones: true });
    await run.complete(id, 'analyse', values, lab);
    await run.complete(id, 'testHormones', { thyrotropin: 1 }, lab);
    await expect(run.complete(id, 'release', {}, lab)).rejects.toThrow(ForbiddenError);
    await run.complete(id, 'release', {}, doctor);
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('begins with a second sample as well, which says why', async () => {
    const run = new FlowRun([BloodTestFlow]);
    const second = { ...patient, reason: 'too little blood' };
    const { process } = await run.start(BloodTestFlow, 'secondSample', second, { user: lab });
    expect(await run.waiting(process.id)).toEqual(['analyse']);
    await expect(run.start(BloodTestFlow, 'firstSample', second as never)).rejects.toThrow(/'reason'/);
  });
});
