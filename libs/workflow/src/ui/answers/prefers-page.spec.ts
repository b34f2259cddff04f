import { prefersPage } from './prefers-page.js';

describe('who gets a page', () => {
  const asks = (accept: string | undefined) =>
    prefersPage({ method: 'GET', originalUrl: '/', params: {}, headers: { accept } });

  it.each([
    'text/html',
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8',
    'text/vnd.turbo-stream.html, text/html, application/xhtml+xml',
    'application/json;q=0.5, text/html',
    'TEXT/HTML',
  ])('%s: a page', (accept) => {
    expect(asks(accept)).toBe(true);
  });

  it.each([
    undefined,
    '',
    '*/*',
    'application/json',
    'application/json, text/plain, */*',
    'application/json, text/html',
    'text/html;q=0.5, application/json',
    'text/html;q=0',
    'image/avif,image/webp,*/*',
    'text/*',
  ])('%s: JSON', (accept) => {
    expect(asks(accept)).toBe(false);
  });
});
