import type { ProviderName } from '@qt/catalogue';
import { type PriceSource, ProviderFailure, UnknownSymbol } from '@qt/market-data';
import { describe, expect, test } from 'vitest';
import { RUN } from '../scheduling/scheduler.fixture.ts';
import { VirtualTime } from '../scheduling/virtual-time.fixture.ts';
import type { Check } from './check.ts';
import { syntheticChecks } from './synthetic-checks.ts';

const MINUTE = 60_000;
type Say = Readonly<Record<string, string | Error>> | Error;

/** Two providers with scripted answers, and the job that checks them. */
function checking(symbols = ['BTCUSDT']) {
  const time = new VirtualTime();
  const says: Record<ProviderName, Say> = { binance: { BTCUSDT: '100' }, coingecko: { BTCUSDT: '101' } };
  const asked: ProviderName[] = [];
  const source = (provider: ProviderName): PriceSource => ({
    prices: async () => {
      asked.push(provider);
      const said = says[provider];
      if (said instanceof Error) throw said;
      const entries = Object.entries(said);
      return {
        prices: new Map(
          entries
            .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
            .map(([symbol, price]) => [symbol, { symbol, price, source: provider, observedAt: time.now() }]),
        ),
        failures: new Map(entries.filter((entry): entry is [string, Error] => entry[1] instanceof Error)),
      };
    },
  });
  const checks: Check[] = [];
  const answered: boolean[] = [];
  const offsets: [ProviderName, number | undefined][] = [];
  const work = syntheticChecks({
    sources: { binance: source('binance'), coingecko: source('coingecko') },
    symbols,
    now: time.now,
    clocks: {
      binance: { time: async () => (says.binance instanceof Error ? Promise.reject(says.binance) : time.now() + 2500) },
    },
    recordOffset: (provider, seconds) => void offsets.push([provider, seconds]),
    record: async (check, asked) => {
      checks.push(check);
      answered.push(asked);
    },
  });
  const run = async (said: Partial<Record<ProviderName, Say>> = {}, signal = new AbortController().signal) => {
    Object.assign(says, said);
    checks.length = 0;
    answered.length = 0;
    return { outcome: await work(signal, RUN), ...resultsOf(checks) };
  };
  return { time, run, work, checks, asked, answered, offsets };
}

function resultsOf(checks: readonly Check[]) {
  const of = (target: ProviderName) => {
    const result = checks.find((check) => check.target === target)?.result;
    return result === undefined || result.ok ? result?.ok : result.error;
  };
  return { binance: of('binance'), coingecko: of('coingecko') };
}

describe('the synthetic checks', () => {
  test('request prices from each provider once and find both healthy', async () => {
    const { run, asked } = checking();
    expect(await run()).toEqual({
      outcome: { status: 'success', symbolsDone: 1 },
      binance: true,
      coingecko: true,
    });
    expect(asked).toEqual(['binance', 'coingecko']);
  });

  test('that find a provider failing are a successful run', async () => {
    const { run } = checking();
    const stale = new ProviderFailure('binance', 'stale', 'expected at most 60 s old, actual 300 s');
    expect(await run({ binance: stale })).toEqual({
      outcome: { status: 'success', symbolsDone: 1 },
      binance: 'binance: stale: expected at most 60 s old, actual 300 s',
      coingecko: true,
    });
  });

  test('during a ban fail with its reason, marked as not sent', async () => {
    const { run, answered } = checking();
    const banned = new ProviderFailure('binance', 'rate_limited', '418 banned', { status: 418, retryAfterMs: 300_000 });
    expect((await run({ binance: banned })).binance).toBe('binance: rate_limited: 418 banned');
    expect(answered).toEqual([true, true]);
    const held = new ProviderFailure('binance', 'rate_limited', 'Retry-After ends in 240 s', { retryAfterMs: 240_000 });
    expect(await run({ binance: held })).toMatchObject({
      outcome: { status: 'success' },
      binance: 'binance: rate_limited: Retry-After ends in 240 s',
      coingecko: true,
    });
    expect(answered).toEqual([false, true]);
  });

  test('fail both providers when they disagree and there is no earlier price', async () => {
    const { run } = checking();
    expect(await run({ binance: { BTCUSDT: '200' } })).toMatchObject({
      binance: 'binance: price of BTCUSDT: expected within 5 % of 101 (coingecko), actual 200',
      coingecko: 'coingecko: price of BTCUSDT: expected within 5 % of 200 (binance), actual 101',
    });
  });

  test('fail the provider that left the price on which both agreed', async () => {
    const { run } = checking();
    await run();
    expect(await run({ binance: { BTCUSDT: '200' } })).toMatchObject({
      binance: 'binance: price of BTCUSDT: expected within 5 % of 101 (coingecko) or 100 (all, before), actual 200',
      coingecko: true,
    });
  });

  test('compare a lone provider with the last agreed price, for a quarter of an hour', async () => {
    const { run, time } = checking();
    await run();
    const lone = { binance: { BTCUSDT: '200' }, coingecko: new ProviderFailure('coingecko', 'network', 'no route') };
    expect((await run(lone)).binance).toContain('100 (all, before), actual 200');
    await time.advance(15 * MINUTE);
    expect((await run(lone)).binance).toContain('actual 200');
    await time.advance(1);
    expect((await run(lone)).binance).toBe(true);
  });

  test('check every symbol that a provider lists', async () => {
    const { run } = checking(['BTCUSDT', 'FOOUSDT']);
    const unlisted = new UnknownSymbol('FOOUSDT', 'a coin that coingecko lists');
    const binance = { BTCUSDT: '100', FOOUSDT: '2' };
    expect(await run({ binance, coingecko: { BTCUSDT: '100', FOOUSDT: unlisted } })).toMatchObject({
      binance: true,
      coingecko: true,
    });
    expect(await run({ coingecko: { BTCUSDT: '100', FOOUSDT: '9' } })).toMatchObject({
      coingecko: 'coingecko: price of FOOUSDT: expected within 5 % of 2 (binance), actual 9',
    });
    expect((await run({ coingecko: { BTCUSDT: unlisted, FOOUSDT: unlisted } })).coingecko).toBe(
      'coingecko: expected prices of BTCUSDT, FOOUSDT, actual none',
    );
    const quiet = new ProviderFailure('coingecko', 'stale', 'too old');
    expect((await run({ coingecko: { BTCUSDT: '100', FOOUSDT: quiet } })).coingecko).toBe('coingecko: stale: too old');
  });

  test('compare our clock with that of each provider that tells its time', async () => {
    const { run, offsets } = checking();
    await run();
    await run({ binance: new ProviderFailure('binance', 'network', 'no route') });
    expect(offsets).toEqual([
      ['binance', 2.5],
      ['binance', undefined],
    ]);
  });

  test('that are aborted record nothing', async () => {
    const { work, checks, offsets } = checking();
    const reason = new Error('ended by the stop of the scheduler');
    await expect(work(AbortSignal.abort(reason), RUN)).rejects.toBe(reason);
    expect([checks, offsets]).toEqual([[], []]);
  });
});
