import { Agent, request } from 'node:http';
import { serveParent } from '../support/child.js';
import type { Load } from './http-load.js';

/** Posts to every path once, so many at a time on connections that stay open. */
await serveParent<Load, number>(async ({ url, paths, body, inFlight }, answer) => {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const payload = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const post = (path: string) =>
    new Promise<void>((resolve, reject) => {
      const sent = request(`${url}${path}`, { method: 'POST', agent, headers }, (response) => {
        response.resume();
        response.on('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`Expected 200 from ${path}, but got ${response.statusCode}.`));
        });
      });
      sent.on('error', reject);
      sent.end(payload);
    });

  const left = [...paths];
  const begin = performance.now();
  const worker = async () => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) await post(path);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  answer((paths.length * 1000) / (performance.now() - begin));
  agent.destroy();
});
