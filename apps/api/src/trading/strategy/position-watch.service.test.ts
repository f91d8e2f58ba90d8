import { recordingLog } from '@qt/telemetry/testing';
import { expect, test } from 'vitest';
import { PositionWatchService } from './position-watch.service.ts';
import { aTrader } from './strategy.fixture.ts';

function aWatch(exits: ReturnType<typeof aTrader>['exits']) {
  const log = recordingLog();
  class Watch extends PositionWatchService {
    look = () => this.round();
  }
  return { watch: new Watch(exits, log.log), log };
}

test('a stop is sold at the first look after its price, without a scan', async () => {
  const { trader, exits, market, signal, held } = aTrader();
  const { watch } = aWatch(exits);
  await trader.act([signal('buy')]);
  await watch.look();
  expect(await held()).toHaveLength(1);
  market.set('BTCUSDT', '59400');
  await watch.look();
  expect(await held()).toEqual([]);
});

test('a missing price is said once, and that it is back', async () => {
  const { trader, exits, market, signal } = aTrader();
  const { watch, log } = aWatch(exits);
  await trader.act([signal('buy')]);
  market.set('BTCUSDT', new Error('no price'));
  for (const _ of [1, 2]) await watch.look();
  market.set('BTCUSDT', '60000');
  for (const _ of [1, 2]) await watch.look();
  expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'info']);
});
