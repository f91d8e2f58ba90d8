import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Gives each connection to one of the replicas behind it in turn, as a Kubernetes Service does; it knows nothing of HTTP. */
export class Front {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #ports: readonly number[] = [];
  #next = 0;

  private constructor() {
    this.#server = createServer((client) => this.#serve(client));
  }

  static async listen(): Promise<Front> {
    const front = new Front();
    front.#server.listen(0, '127.0.0.1');
    await once(front.#server, 'listening');
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on new connections go to these; those that are open stay. */
  set replicas(urls: readonly string[]) {
    this.#ports = urls.map((url) => Number(new URL(url).port));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(client: Socket): void {
    const port = this.#ports[this.#next++ % this.#ports.length] ?? 0;
    const replica = connect({ port, host: '127.0.0.1', noDelay: true });
    for (const [one, other] of [
      [client, replica],
      [replica, client],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroySoon();
      });
    }
    client.pipe(replica).pipe(client);
  }
}
