import { once } from 'node:events';
import { resolve } from 'node:path';
import { spawnPinned } from '../pinned.ts';
import { type Spread, shuffled, spreadOf } from '../statistics.ts';
import type { Recorded } from './recorders/main.ts';
import { startSink } from './sink.ts';

const RUNNER = resolve(import.meta.dirname, '../../dist/telemetry/recorders/main.js');
const LIBRARIES = ['qt', 'prom-client', 'otel-sdk'] as const;

export type RecordResult = { readonly library: string } & { readonly [K in keyof Recorded]: Spread | undefined };

/** Measures each library in separate processes, in turns. */
export async function measureRecording(rounds: number): Promise<RecordResult[]> {
  const sink = await startSink();
  const runs = new Map<string, Recorded[]>(LIBRARIES.map((library) => [library, []]));
  for (let round = 0; round < rounds; round++) {
    for (const library of shuffled(LIBRARIES, Math.random)) runs.get(library)?.push(await runOnce(library, sink.url));
  }
  await sink.close();
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
      pushMs: of('pushMs'),
      pushHeldMs: of('pushHeldMs'),
    };
  });
}

async function runOnce(library: string, collector: string): Promise<Recorded> {
  // A push comes when it is measured, not of itself.
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_METRIC_EXPORT_INTERVAL: '3600000' };
  const child = spawnPinned(RUNNER, { args: [library], env });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${library}: expected a measurement, actual an exit with ${code}`);
  });
  ended.catch(() => {});
  const [recorded] = (await Promise.race([once(child, 'message'), ended])) as [Recorded];
  await ended.catch(() => {});
  return recorded;
}
