import { MarketData } from '@qt/market-data';
import { recordingLog } from '@qt/telemetry/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../../config.ts';
import { fake } from '../../../fake.fixture.ts';
import { openVenue } from '../open-venue.ts';
import { venueContract } from '../venue.contract.ts';
import { BinanceVenue } from './binance.venue.ts';
import { CREDENTIALS, startSimulator } from './simulator.fixture.ts';

let simulator: Awaited<ReturnType<typeof startSimulator>>;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());

venueContract(
  'Binance Spot, simulated',
  () => new BinanceVenue(simulator.account(), ['BTCUSDT'], simulator.url),
  () => simulator.price(),
);

describe('at the start', () => {
  const open = (changes: Readonly<Record<string, string>> = {}) => {
    const env = {
      QT_EXECUTOR: 'binance',
      QT_BINANCE_API_KEY: CREDENTIALS.apiKey,
      QT_BINANCE_API_SECRET: CREDENTIALS.apiSecret,
      QT_BINANCE_TRADING_URL: simulator.url,
      ...changes,
    };
    const { log, lines } = recordingLog();
    return { lines, venue: openVenue(readConfig(env), fake<MarketData>({}), Date.now, log) };
  };

  test('a right key opens the account', async () => {
    expect((await open().venue).booksUrl).toBe(simulator.url);
  });

  test.each([
    ['key', { QT_BINANCE_API_KEY: 'of-another-network' }, '-2015'],
    ['secret', { QT_BINANCE_API_SECRET: 'of-another-network' }, '-1022'],
  ])('another %s ends it, and says at which network', async (_, change, code) => {
    const { venue } = open(change);
    await expect(venue).rejects.toThrow(`QT_BINANCE_API_KEY: expected a key and secret of ${simulator.url}`);
    await expect(venue).rejects.toThrow(code);
  });

  test('a key that is malformed ends it', async () => {
    await expect(open({ QT_BINANCE_API_KEY: 'no key at all' }).venue).rejects.toThrow('-2014: API-key format invalid.');
  });

  test('a key without the right to trade ends it', async () => {
    const readOnly = await startSimulator({ QT_SIM_API_CAN_TRADE: '0' });
    onTestFinished(() => readOnly.stop());
    await expect(open({ QT_BINANCE_TRADING_URL: readOnly.url }).venue).rejects.toThrow(
      'QT_BINANCE_API_KEY: expected a key that may trade, actual one without the right to',
    );
  });

  test('an exchange that does not answer does not: exits are tried', async () => {
    const { venue, lines } = open({ QT_BINANCE_TRADING_URL: 'http://127.0.0.1:9' });
    expect((await venue).booksUrl).toBe('http://127.0.0.1:9');
    expect(lines).toMatchObject([{ level: 'warn', message: 'the exchange does not answer at the start' }]);
  });
});
