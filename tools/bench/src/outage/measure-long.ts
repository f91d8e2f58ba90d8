import { spreadOf } from '../statistics.ts';
import { MEASURED, type Measured, type State, type TradingSystem, type Turn } from './trading-system.ts';

const TURN_SECONDS = 10;
const SETTLE_SECONDS = 20;

/** A Collector that hangs and logs that nobody reads, for minutes, under load. */
export interface LongOutage {
  readonly seconds: number;
  readonly turns: readonly Turn[];
  readonly memory: Readonly<Record<Measured, Memory>>;
  readonly lostItems: number;
  readonly lostLines: number;
  /** Once it is over. */
  readonly after: Readonly<Record<Measured, State>>;
}

/** MiB; of each half the median, since garbage comes and goes. */
interface Memory {
  readonly before: number;
  readonly firstHalf: number;
  readonly secondHalf: number;
  readonly most: number;
}

type States = Readonly<Record<Measured, State>>;

export async function measureLong(
  trading: TradingSystem,
  seconds: number,
  say: (line: string) => void,
): Promise<LongOutage> {
  const before = await trading.now();
  const turns: Turn[] = [];
  const states: States[] = [];
  await trading.during(['the Collector hangs', 'the reader of the logs stops'], async () => {
    for (let second = 0; second < seconds; second += TURN_SECONDS) {
      turns.push(await trading.turn(TURN_SECONDS));
      const now = await trading.now();
      states.push(now);
      say(
        `${second + TURN_SECONDS} s: ${MEASURED.map((name) => `${name} ${now[name].memoryMib.toFixed(0)} MiB`).join(', ')}`,
      );
    }
  });
  const last = states.at(-1) ?? before;
  const lost = (of: 'lostItems' | 'lostLines') =>
    MEASURED.reduce((sum, name) => sum + last[name][of] - before[name][of], 0);
  const half = Math.ceil(states.length / 2);
  const memory = MEASURED.map((name) => {
    const mib = states.map((state) => state[name].memoryMib);
    const firstHalf = spreadOf(mib.slice(0, half)).median;
    const secondHalf = spreadOf(mib.slice(half)).median;
    return [name, { before: before[name].memoryMib, firstHalf, secondHalf, most: Math.max(...mib) }] as const;
  });
  await trading.turn(SETTLE_SECONDS);
  return {
    seconds,
    turns,
    memory: Object.fromEntries(memory) as Record<Measured, Memory>,
    lostItems: lost('lostItems'),
    lostLines: lost('lostLines'),
    after: await trading.now(),
  };
}
