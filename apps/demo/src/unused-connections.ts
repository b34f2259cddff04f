import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Lets a server close though clients hold connections on which they have asked for nothing yet. Browsers open such
 * ahead of need, and Node waits for them, up to a minute, as it does for requests that run; those it still finishes.
 *
 * @example
 * const app = await NestFactory.create(AppModule);
 * endUnusedConnections(app.getHttpServer());
 */
export function endUnusedConnections(server: Server): void {
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
  const close = server.close.bind(server);
  server.close = (done) => {
    close(done);
    for (const socket of unused) socket.destroy();
    return server;
  };
}
