import { type ClientRequest, get } from 'node:http';
import { until } from '@qt/test-kit';

/** A fresh console has had all of what is once this section has come. */
const LAST_SECTION = 'event: system\n';

/** Event streams of the API, as so many open consoles have them. */
export class OpenConsoles {
  readonly #requests: ClientRequest[] = [];
  /** By console. */
  readonly #bytes: number[] = [];
  readonly #greeted = new Set<number>();
  readonly #ended = new Set<number>();

  /** Resolves once each has been told all of what is. */
  static async open(api: string, count: number): Promise<OpenConsoles> {
    const consoles = new OpenConsoles();
    for (let n = 0; n < count; n++) consoles.#open(api, n);
    await until(`${count} consoles`, () => consoles.#greeted.size === count || undefined, 60_000);
    return consoles;
  }

  /** What all of them were sent so far. @throws Error if the API has ended one of them */
  get bytes(): number {
    if (this.#ended.size > 0)
      throw new Error(`streams: expected ${this.#bytes.length}, actual ${this.#ended.size} less`);
    return this.#bytes.reduce((sum, each) => sum + each, 0);
  }

  close(): void {
    for (const request of this.#requests) request.destroy();
  }

  #open(api: string, n: number): void {
    this.#bytes[n] = 0;
    const request = get(`${api}/console/stream`, { agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => {
        this.#bytes[n] = (this.#bytes[n] ?? 0) + text.length;
        if (text.includes(LAST_SECTION)) this.#greeted.add(n);
      });
      response.once('close', () => this.#ended.add(n));
    });
    request.on('error', () => this.#ended.add(n));
    this.#requests.push(request);
  }
}
