import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ourSeries, STEP, valueAt } from './our-series.ts';
import { RECORDED } from './recorded.ts';

/** All series behind one target. Each scrape reads the next step, so that an hour passes in minutes. */
export interface Live {
  readonly target: string;
  /** Unix s of the sample that the last scrape read. */
  readonly now: () => number;
  readonly close: () => void;
}

/** @param from Unix s of the first sample */
export async function serveLive(count: number, from: number): Promise<Live> {
  const all = [...ourSeries(count)];
  let next = from;
  const server = createServer((_, response) => {
    const t = next;
    next += STEP;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.write(all.map((series) => `${series.text} ${valueAt(series, t)} ${t}000\n`).join(''));
    response.end(RECORDED.map(([name, value]) => `${name} ${value} ${t}000\n`).join(''));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    now: () => next - STEP,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
