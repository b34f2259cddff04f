import { End, Flow, StartHandler, View, type FlowNode } from 'nestflow';
import { onEachStore } from '../support/stores.js';

class Data {}

@Flow({ data: Data, name: 'renamed' })
class Before {
  @StartHandler({ next: 'approve' }) start!: FlowNode;
  @View({ next: 'end', onTimeout: { after: '3d', then: 'late' } }) approve!: FlowNode;
  @End() end!: FlowNode;
  @End() late!: FlowNode;
}

@Flow({ data: Data, name: 'renamed' })
class After {
  @StartHandler({ next: 'confirm' }) start!: FlowNode;
  @View({ next: 'end', was: ['check', 'approve'], onTimeout: { after: '3d', then: 'late' } })
  confirm!: FlowNode;
  @End() end!: FlowNode;
  @End() late!: FlowNode;
}

onEachStore('A node that was renamed', (makeRun) => {
  it('B8 B56 still times out when it was armed under its old name', async () => {
    const before = await makeRun([Before]);
    const { id } = (await before.start(Before, 'start')).process;
    const after = await makeRun([After], { store: before.store, clock: before.clock });
    await after.advance('3d');
    expect((await before.process(id)).status).toBe('DONE');
    const history = await before.history(id);
    expect(history.slice(0, 3)).toEqual(['start DONE', 'approve CANCELED', 'approve:timeout DONE']);
    expect(history[3]).toBe('late DONE');
  });
});
