import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { endUnusedConnections } from '../../apps/demo/src/unused-connections.js';

describe('A server that closes', () => {
  it('finishes the request that runs, and leaves a connection on which nothing was asked', async () => {
    const server = createServer();
    endUnusedConnections(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const unused = connect(port, '127.0.0.1');
    await once(server, 'connection');
    const answer = fetch(`http://127.0.0.1:${port}`, { headers: { connection: 'close' } });
    const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];

    const closed = new Promise((resolve) => server.close(resolve));
    await once(unused, 'close');
    response.end('done');

    expect(await (await answer).text()).toBe('done');
    expect(await closed).toBeUndefined();
  });
});
