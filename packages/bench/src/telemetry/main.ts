import { pinSelf } from '../pinned.ts';
import { measureHttp } from './http.ts';
import { measureRecording } from './record.ts';

export async function run(flags: readonly string[]): Promise<void> {
  pinSelf();
  const quick = flags.includes('--quick');
  if (!flags.includes('--http')) {
    for (const result of await measureRecording(quick ? 1 : 5)) {
      const { library, ...of } = result;
      const cells = Object.entries(of).map(
        ([name, spread]) => `${name} ${spread === undefined ? '-' : spread.median.toFixed(1)}`,
      );
      process.stdout.write(`${library.padEnd(12)} ${cells.join('  ')}\n`);
    }
  }
  if (flags.includes('--record')) return;
  const only = flags
    .find((flag) => flag.startsWith('--only='))
    ?.slice('--only='.length)
    .split(';');
  const results = await measureHttp({
    rounds: quick ? 3 : 7,
    seconds: quick ? 1 : 2,
    starts: quick ? 1 : 5,
    warmUpSeconds: quick ? 3 : 6,
    ...(only === undefined ? {} : { only }),
  });
  for (const { name, requestsPerSecond, throughput, byClock, p99Ms, p99, memory, startUp } of results) {
    const cells = [
      name.padEnd(42),
      requestsPerSecond.median.toFixed(0).padStart(7),
      `${(throughput.median * 100).toFixed(0)} % (${(throughput.low * 100).toFixed(0)}-${(throughput.high * 100).toFixed(0)})`.padStart(
        16,
      ),
      `${(byClock.median * 100).toFixed(0)} %`.padStart(7),
      p99Ms.median.toFixed(1).padStart(8),
      `${p99.median.toFixed(2)}x`.padStart(8),
      `${(memory / 1e6).toFixed(0)} MB`.padStart(8),
      `${startUp.median.toFixed(0)} ms`.padStart(8),
    ];
    process.stdout.write(`${cells.join(' ')}\n`);
  }
}
