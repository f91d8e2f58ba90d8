import { BadEnvironment, field, readEnvironment, serviceEnvironment } from '@qt/nest-service';
import { DEFAULT_SEED } from '@qt/simulated-market';
import { z } from 'zod';
import type { ApiKey } from './binance/trading/signed-request.ts';

const environment = serviceEnvironment
  .extend({
    QT_MARKET_SIM_PORT: field.port(8010),
    QT_SIM_SEED: field
      .count(0, DEFAULT_SEED)
      .refine((seed) => seed <= 0xffff_ffff, 'expected a whole number from 0 to 4294967295'),
    /** What signed requests to the simulated Binance must have; no secret of any real exchange. */
    QT_SIM_API_KEY: field.text('market-sim-key'),
    QT_SIM_API_SECRET: field.text('market-sim-secret'),
    /** Whether that key has the right to trade. */
    QT_SIM_API_CAN_TRADE: field.flag(true),
    QT_REPLAY_FILE: z
      .string()
      .regex(/\.(csv(\.gz)?|zip)$/, 'expected the path of a .csv, .csv.gz or .zip file')
      .optional(),
    QT_REPLAY_SYMBOL: z
      .string()
      .regex(/^[A-Z0-9]{1,15}USDT$/, 'expected a symbol such as BTCUSDT')
      .optional(),
  })
  .superRefine(
    (read, context) => {
      const refuse = (name: string, expected: string) =>
        context.addIssue({ code: 'custom', path: [name], message: `expected ${expected}` });
      if (read.QT_MARKET === 'live') {
        refuse('QT_MARKET', 'sim or replay: the simulator is never started on a live market');
      }
      if (read.QT_MARKET !== 'replay') return;
      if (read.QT_REPLAY_FILE === undefined) refuse('QT_REPLAY_FILE', 'a recording, because QT_MARKET is replay');
      const symbol = read.QT_REPLAY_SYMBOL;
      if (symbol === undefined) {
        refuse('QT_REPLAY_SYMBOL', 'the symbol of the recording, because QT_MARKET is replay');
        return;
      }
      const others = symbolsOf(read).filter((other) => other !== symbol);
      if (others.length === 0) return;
      refuse('QT_SYMBOLS', `only ${symbol}, the QT_REPLAY_SYMBOL: the recording has no data of ${others.join(', ')}`);
    },
    { when: () => true }, // beside other faults too
  );

/** None if QT_SYMBOLS itself is invalid. */
function symbolsOf({ QT_SYMBOLS: symbols }: { readonly QT_SYMBOLS: unknown }): readonly unknown[] {
  return Array.isArray(symbols) ? symbols : [];
}

/** Where prices come from. */
type MarketSource =
  | { readonly kind: 'sim'; readonly seed: number }
  | { readonly kind: 'replay'; readonly file: string; readonly symbol: string };

export type MarketSimConfig = z.output<typeof environment> & {
  readonly source: MarketSource;
  readonly apiKey: ApiKey;
};

/**
 * Reads the simulator's configuration.
 *
 * @throws BadEnvironment that lists every invalid variable.
 */
export function readConfig(env: NodeJS.ProcessEnv): MarketSimConfig {
  const read = readEnvironment(environment, env);
  const { QT_MARKET, QT_REPLAY_FILE: file, QT_REPLAY_SYMBOL: symbol, QT_SIM_SEED: seed } = read;
  const apiKey = { key: read.QT_SIM_API_KEY, secret: read.QT_SIM_API_SECRET, canTrade: read.QT_SIM_API_CAN_TRADE };
  if (QT_MARKET !== 'replay') return { ...read, apiKey, source: { kind: 'sim', seed } };
  if (file === undefined || symbol === undefined) throw new BadEnvironment([]);
  return { ...read, apiKey, source: { kind: 'replay', file, symbol } };
}
