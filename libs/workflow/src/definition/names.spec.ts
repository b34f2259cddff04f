import { flowTitle, humanise, kebab, nearest } from './names.js';

describe('Names', () => {
  it.each([
    ['checkApprove', 'Check approve'],
    ['start', 'Start'],
    ['sendPDFToClient', 'Send PDF to client'],
    ['step2', 'Step2'],
  ])('B2 humanises %s as "%s"', (member, title) => {
    expect(humanise(member)).toBe(title);
  });

  it.each([
    ['OrderShipmentFlow', 'order-shipment', 'Order shipment'],
    ['Flow', 'flow', 'Flow'],
    ['HTTPFlow', 'http', 'HTTP'],
  ])('B1 calls %s "%s", titled "%s"', (className, name, title) => {
    expect([kebab(className), flowTitle(className)]).toEqual([name, title]);
  });

  it('B3 finds the nearest name, and none when nothing is near', () => {
    expect(nearest('aprove', ['start', 'approve', 'end'])).toBe('approve');
    expect(nearest('xyz', ['start', 'approve'])).toBeUndefined();
  });
});
