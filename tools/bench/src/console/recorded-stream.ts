import { get } from 'node:http';
import type { SectionEvent } from '@qt/contracts';

/** An event of a console's stream. */
export interface Recorded {
  /** ms since the stream was opened. */
  readonly after: number;
  readonly name: string;
  readonly data: string;
}

export interface Recording {
  /** The first event of each kind: all of what is. */
  readonly greeting: readonly Recorded[];
  /** What came after those. */
  readonly minute: readonly Recorded[];
}

/** What the stream says from its beginning for so long, as it says it. */
export async function recordStream(api: string, seconds: number): Promise<Recording> {
  const events = await eventsOf(api, seconds);
  const isFirst = (event: Recorded) => events.find(({ name }) => name === event.name) === event;
  return { greeting: events.filter(isFirst), minute: events.filter((event) => !isFirst(event)) };
}

function eventsOf(api: string, seconds: number): Promise<readonly Recorded[]> {
  const events: Recorded[] = [];
  return new Promise((resolve, reject) => {
    const asked = get(`${api}/console/stream`, { agent: false }, (response) => {
      const began = performance.now();
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => {
        const parts = (text + more).split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) {
          const [, name = ''] = /^event: (.*)$/m.exec(part) ?? [];
          const [, data = ''] = /^data: (.*)$/m.exec(part) ?? [];
          events.push({ after: performance.now() - began, name, data });
        }
      });
      setTimeout(() => {
        asked.destroy();
        resolve(events);
      }, seconds * 1000);
    });
    asked.once('error', reject);
  });
}

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** The same so much later: every time in it is, and the events of the timeline are others. */
export function later({ name, data }: Recorded, ms: number, lap: number): string {
  const moved = data.replaceAll(INSTANT, (at) => new Date(Date.parse(at) + ms).toISOString());
  if (name !== 'timeline') return moved;
  const { at, section } = JSON.parse(moved) as SectionEvent<'timeline'>;
  const items = section.items.map((item) => ({ ...item, id: `${lap}-${item.id}` }));
  return JSON.stringify({ at, section: { items } });
}
