import type { InstrumentAnswer } from '@qt/market-data';
import { recordingLog } from '@qt/telemetry/testing';
import { expect, test } from 'vitest';
import { fake } from '../fake.fixture.ts';
import { InstrumentsService } from './instruments.service.ts';
import { anInstrument, fakeClock } from './trading.fixture.ts';
import type { Venue } from './venue/venue.ts';

const DAY = 24 * 3_600_000;

/** Refreshed by hand: `answer` is what the exchange says, or why it fails. */
function anExchange() {
  const clock = fakeClock();
  const exchange = { answer: anInstrument('BTCUSDT') as InstrumentAnswer | Error, calls: 0 };
  const log = recordingLog();
  const venue = fake<Venue>({
    instruments: async () => {
      exchange.calls++;
      if (exchange.answer instanceof Error) throw exchange.answer;
      return new Map([['BTCUSDT', exchange.answer]]);
    },
  });
  class Refreshed extends InstrumentsService {
    refresh = () => this.round();
  }
  return { clock, exchange, log, instruments: new Refreshed(venue, clock.now, log.log) };
}

test('those who ask first at the same time share one request, and later ones need none', async () => {
  const { instruments, exchange } = anExchange();
  const found = await Promise.all(['BTCUSDT', 'BTCUSDT', 'ETHUSDT'].map((symbol) => instruments.find(symbol)));
  expect(found.map((one) => one?.symbol)).toEqual(['BTCUSDT', 'BTCUSDT', undefined]);
  await instruments.tradable('BTCUSDT');
  expect(exchange.calls).toBe(1);
});

test('while the exchange fails its last word counts, for a day', async () => {
  const { instruments, exchange, clock, log } = anExchange();
  await instruments.refresh();
  exchange.answer = new Error('no route');
  clock.at += DAY;
  for (const _ of [1, 2]) await instruments.refresh();
  expect((await instruments.tradable('BTCUSDT')).status).toBe('TRADING');
  clock.at += 1;
  await expect(instruments.tradable('BTCUSDT')).rejects.toThrow('actual unknown: the exchange has not said');
  expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
});

test('what the exchange said a day ago is asked again by who needs it: no timer runs on a virtual clock', async () => {
  const { instruments, exchange, clock } = anExchange();
  for (const day of [1, 2, 3]) {
    await instruments.tradable('BTCUSDT');
    expect(exchange.calls).toBe(day);
    clock.at += DAY + 1;
  }
});

test('a symbol that is halted or delisted is unavailable, with one log line, until it is traded again', async () => {
  const { instruments, exchange, log } = anExchange();
  await instruments.refresh();
  const seen = [instruments.isUnavailable('BTCUSDT')];
  for (const answer of [anInstrument('BTCUSDT', { status: 'HALT' }), 'unlisted', anInstrument('BTCUSDT')] as const) {
    exchange.answer = answer;
    for (const _ of [1, 2]) await instruments.refresh();
    seen.push(instruments.isUnavailable('BTCUSDT'));
  }
  expect(seen).toEqual([false, true, true, false]);
  expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
    ['warn', "the exchange's status of BTCUSDT is HALT: it takes no entry"],
    ['warn', "the exchange's status of BTCUSDT is unlisted: it takes no entry"],
    ['info', "the exchange's status of BTCUSDT is TRADING"],
  ]);
});
