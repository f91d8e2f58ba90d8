import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { spawnPinned } from '../pinned.ts';
import { type Spread, shuffled, spreadOf } from '../statistics.ts';
import type { Recorded } from './recorders/main.ts';

const RUNNER = resolve(import.meta.dirname, '../../dist/telemetry/recorders/main.js');
export const LIBRARIES = ['qt', 'prom-client', 'otel-sdk'] as const;

export type RecordResult = { readonly library: string } & { readonly [K in keyof Recorded]: Spread | undefined };

/** Measures each library in processes of its own, in turns. */
export async function measureRecording(rounds: number): Promise<RecordResult[]> {
  const runs = new Map<string, Recorded[]>(LIBRARIES.map((library) => [library, []]));
  for (let round = 0; round < rounds; round++) {
    for (const library of shuffled(LIBRARIES, Math.random)) runs.get(library)?.push(await runOnce(library));
  }
  return [...runs].map(([library, recorded]) => {
    const of = (name: keyof Recorded) => {
      const values = recorded.flatMap((one) => one[name] ?? []);
      return values.length === 0 ? undefined : spreadOf(values);
    };
    return {
      library,
      byLabelsNs: of('byLabelsNs'),
      boundNs: of('boundNs'),
      byLabelsBytes: of('byLabelsBytes'),
      boundBytes: of('boundBytes'),
      bytesPerSeries: of('bytesPerSeries'),
      scrapeMs: of('scrapeMs'),
      heldMs: of('heldMs'),
      scrapeBytes: of('scrapeBytes'),
    };
  });
}

async function runOnce(library: string): Promise<Recorded> {
  const child = spawnPinned(join(RUNNER), { args: [library] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${library}: expected a measurement, actual an exit with ${code}`);
  });
  ended.catch(() => {});
  const [recorded] = (await Promise.race([once(child, 'message'), ended])) as [Recorded];
  await ended.catch(() => {});
  return recorded;
}
