import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { PROFILES } from '@qt/catalogue';
import type { Candle } from '@qt/contracts';
import { expect, test } from 'vitest';
import { decide, featuresOfLast, LOOKBACK_CANDLES, openModel, STRATEGIES, trainModel } from './index.ts';

const FILE = new URL('../../../../shared/market/btc-perp-1m-2022-01.csv.gz', import.meta.url);
const TRAINED_ON = 14 * 1440;
const DAY = 1440;

function bitcoin(): Candle[] {
  const lines = gunzipSync(readFileSync(FILE)).toString('utf8').trim().split('\n').slice(1);
  return lines.map((line) => {
    const [openTime = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = line.split(',').map(Number);
    return { openTime, open, high, low, close, volume };
  });
}

test.skipIf(!existsSync(FILE))(
  'on real Bitcoin minutes (needs ../shared/market) a model knows that it knows little',
  async () => {
    const candles = bitcoin();
    const now = candles[TRAINED_ON]?.openTime ?? 0;
    const { artifact, card } = await trainModel({
      costs: { feeBps: 10, slippageBps: 2 },
      candlesBySymbol: new Map([['BTCUSDT', candles.slice(0, TRAINED_ON)]]),
      now,
    });
    for (const { out_of_sample, baseline } of card.profiles) {
      expect(out_of_sample.log_loss).toBeLessThan(1.1 * baseline.log_loss);
      expect(out_of_sample.calibration_error).toBeLessThan(0.15);
    }
    const model = await openModel(artifact);
    for (const profile of PROFILES) {
      const rows = Array.from({ length: DAY }, (_, at) =>
        featuresOfLast(candles.slice(TRAINED_ON + at - LOOKBACK_CANDLES, TRAINED_ON + at)),
      );
      const actions = (await model.inferMany(profile, rows)).map(
        ({ probabilities }) => decide(probabilities, STRATEGIES[profile]).action,
      );
      expect(actions.filter((action) => action === 'hold').length / DAY, profile).toBeGreaterThan(0.9);
    }
    await model.close();
  },
  240_000,
);
