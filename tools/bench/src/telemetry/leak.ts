import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { candidateNamed } from './candidates.ts';
import { load, memoryOf, startCandidate, stop } from './measured-server.ts';
import { startSink } from './sink.ts';

export interface LeakResult {
  readonly requests: number;
  /** Heap after a collection of garbage, at the start of the second half and at the end. */
  readonly heapFrom: number;
  readonly heapTo: number;
}

/** Requests that an hour of steady traffic brings, without the pauses: the heap must stay where it is. */
export async function measureLeak(millions: number, say: (line: string) => void): Promise<LeakResult> {
  const folder = mkdtempSync(join(tmpdir(), 'qt-leak-'));
  const sink = await startSink();
  const server = await startCandidate(candidateNamed('qt, 10 % of traces'), folder, sink.url);
  try {
    let requests = 0;
    const heaps: { requests: number; heap: number }[] = [];
    while (requests < millions * 1e6) {
      const { rps } = await load(server, 10);
      requests += rps * 10;
      const { heap } = await memoryOf(server);
      heaps.push({ requests, heap });
      say(`${(requests / 1e6).toFixed(2)} million requests: ${(heap / 1e6).toFixed(1)} MB of heap`);
    }
    const half = heaps[Math.trunc(heaps.length / 2)];
    return { requests, heapFrom: half?.heap ?? 0, heapTo: heaps.at(-1)?.heap ?? 0 };
  } finally {
    await stop(server);
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
