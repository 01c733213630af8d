import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Trouble = (incoming: IncomingMessage, answer: ServerResponse) => 'pass' | 'loseAnswer' | 'done';

/** A way to the shop on which things go wrong: what `next` says of each request. */
export class Road {
  readonly seen: string[] = [];
  next: Trouble = () => 'pass';
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(shop: string): Promise<Road> {
    const server = createServer();
    const road = new Road(server);
    server.on('request', (incoming: IncomingMessage, answer: ServerResponse) => {
      road.seen.push(`${incoming.method} ${incoming.url}`);
      const trouble = road.next(incoming, answer);
      if (trouble === 'done') return;
      const onward = request(shop + incoming.url, { method: incoming.method, headers: incoming.headers }, (reply) => {
        if (trouble === 'loseAnswer') {
          reply.resume().on('end', () => incoming.socket.destroy());
          return;
        }
        answer.writeHead(reply.statusCode!, reply.headers);
        reply.pipe(answer);
      });
      onward.on('error', () => answer.destroy());
      answer.on('close', () => onward.destroy());
      incoming.pipe(onward);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return road;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.#server.closeAllConnections();
  }

  close(): void {
    this.#server.close();
    this.cut();
  }
}
