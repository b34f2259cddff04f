import { localAddress } from './return-address.js';

describe('return addresses', () => {
  it.each(['/', '/workflow/queue?q=a%20b#row', '/a/../b'])('B78 %s is on this host', (address) => {
    expect(localAddress(address)).toBe(address === '/a/../b' ? '/b' : address);
  });

  it.each([
    undefined,
    7,
    '',
    'workflow',
    'https://evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/..//evil.example/',
    'javascript:alert(1)',
    `/${'a'.repeat(3000)}`,
  ])('B78 %p is not', (address) => {
    expect(localAddress(address)).toBeUndefined();
  });
});
