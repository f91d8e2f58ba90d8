import { Readable } from 'node:stream';

/** What may wait for one that reads slowly, in bytes: several seconds of everything. */
const MOST_UNREAD_BYTES = 1024 * 1024;

/** An event as the wire has it. */
export interface StreamEvent {
  readonly id: string | null;
  readonly name: string;
  /** JSON. */
  readonly data: string;
}

/** One open console. One that does not read what it is sent is let go: it comes back and resumes. */
export class StreamClient {
  readonly stream = new Readable({ read() {} });
  /** Whether it has had its first events. */
  greeted = false;
  #ended = false;

  send(text: string): void {
    if (this.#ended || this.stream.destroyed) return;
    this.stream.push(text);
    if (this.stream.readableLength > MOST_UNREAD_BYTES) this.stream.destroy();
  }

  end(): void {
    this.#ended = true;
    this.stream.push(null);
  }
}

/** By the HTML standard, 9.2: server-sent events. JSON has no line breaks. */
export function wireText({ id, name, data }: StreamEvent): string {
  return `${id === null ? '' : `id: ${id}\n`}event: ${name}\ndata: ${data}\n\n`;
}
