import type { Fault } from '@qt/contracts';
import { expect, test } from 'vitest';
import type { ExchangeResponse } from '../exchange/exchange-response.ts';
import { applyFault } from './apply-fault.ts';
import { FaultsService } from './faults.service.ts';

const correct = async (at: number): Promise<ExchangeResponse> => ({
  status: 200,
  headers: {},
  body: { price: '1', at },
});

function bench(fault: Partial<Fault> & Pick<Fault, 'kind'>, draws: readonly number[] = [0]) {
  const clock = { now: 1_000_000 };
  const waits: number[] = [];
  let drawn = 0;
  const faults = new FaultsService(
    () => clock.now,
    () => draws[drawn++ % draws.length] ?? 0,
  );
  faults.set('binance', { probability: 1, latency_ms: 2000, ...fault });
  const ask = () =>
    applyFault(
      'binance',
      faults.pick('binance'),
      correct,
      () => clock.now,
      async (ms) => {
        waits.push(ms);
        clock.now += ms;
      },
    );
  return { clock, waits, ask };
}

const statusOf = async (outcome: ReturnType<typeof applyFault>) => {
  const settled = await outcome;
  return settled.kind === 'response' ? settled.response.status : settled.kind;
};

test('a fault strikes with its probability', async () => {
  const { ask } = bench({ kind: 'error', probability: 0.3 }, [0.1, 0.29, 0.3, 0.9]);
  const statuses = [await statusOf(ask()), await statusOf(ask()), await statusOf(ask()), await statusOf(ask())];
  expect(statuses).toEqual([500, 500, 200, 200]);
});

test('latency answers with the state at the end of the delay', async () => {
  const { ask, waits } = bench({ kind: 'latency', latency_ms: 1500 });
  expect(await ask()).toMatchObject({ kind: 'response', response: { body: { at: 1_001_500 } } });
  expect(waits).toEqual([1500]);
});

test('a hanging request is disconnected after ten minutes', async () => {
  const { ask, waits } = bench({ kind: 'timeout' });
  expect(await ask()).toEqual({ kind: 'disconnect' });
  expect(waits).toEqual([600_000]);
});

test('a client that honours Retry-After always gets 429; one that does not is banned with 418', async () => {
  const patient = bench({ kind: 'rate_limit' });
  for (let round = 0; round < 30; round++) {
    expect(await statusOf(patient.ask())).toBe(429);
    patient.clock.now += 2000;
  }
  const hasty = bench({ kind: 'rate_limit' });
  const statuses: unknown[] = [];
  for (let round = 0; round < 12; round++) statuses.push(await statusOf(hasty.ask()));
  expect(statuses).toEqual([...Array(10).fill(429), 418, 418]);
  expect(await hasty.ask()).toMatchObject({
    response: {
      headers: { 'retry-after': '24' },
      body: { code: -1003, msg: expect.stringContaining('banned until 1024000') },
    },
  });
  hasty.clock.now += 24_000;
  expect(await statusOf(hasty.ask())).toBe(429);
});
