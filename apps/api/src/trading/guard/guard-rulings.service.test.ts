import type { RuleVerdict } from '@qt/contracts';
import { recordingLog } from '@qt/telemetry/testing';
import { expect, test } from 'vitest';
import { rule } from './guard-rulings.repository.contract.ts';
import { GuardRulingsRepository, type Ruling } from './guard-rulings.repository.ts';
import { GuardRulings } from './guard-rulings.service.ts';

const DAY_MS = 24 * 3_600_000;

class MemoryRulings extends GuardRulingsRepository {
  kept = new Map<string, Ruling>();
  failure: Error | null = null;
  droppedBefore = 0;

  async save(rulings: readonly Ruling[], dropBefore: number): Promise<void> {
    if (this.failure !== null) throw this.failure;
    this.droppedBefore = dropBefore;
    for (const ruling of rulings) this.kept.set(ruling.clientOrderId, ruling);
  }

  async of(clientOrderId: string): Promise<readonly RuleVerdict[]> {
    return this.kept.get(clientOrderId)?.rules ?? [];
  }
}

function aStore() {
  const { log, lines } = recordingLog();
  const repository = new MemoryRulings();
  const open = () => new GuardRulings(repository, log, () => DAY_MS + 1);
  return { repository, lines, open };
}

test('rulings are there at once, and after a restart, for a day', async () => {
  const { open, repository } = aStore();
  const rulings = open();
  rulings.keep('order-1', [rule({ verdict: 'denied' })]);
  rulings.keep('order-1', [rule()]);
  rulings.keep('order-2', []);
  expect(await rulings.of('order-1')).toEqual([rule()]);
  expect(repository.kept.size).toBe(0);
  await rulings.onModuleDestroy();
  expect(await open().of('order-1')).toEqual([rule()]);
  expect([await open().of('order-2'), await open().of('another')]).toEqual([[], []]);
  expect(repository.droppedBefore).toBe(1);
});

test('a ruling that comes while another one is stored is stored after it', async () => {
  const { open, repository } = aStore();
  const rulings = open();
  rulings.keep('order-1', [rule({ verdict: 'denied' })]);
  const saving = rulings.onModuleDestroy();
  rulings.keep('order-1', [rule()]);
  await saving;
  expect(await rulings.of('order-1')).toEqual([rule()]);
  await rulings.onModuleDestroy();
  expect(await repository.of('order-1')).toEqual([rule()]);
});

test('a store that takes none is logged, and holds nothing up', async () => {
  const { open, repository, lines } = aStore();
  const rulings = open();
  rulings.keep('order-1', [rule()]);
  repository.failure = new Error('disk full');
  await rulings.onModuleDestroy();
  expect(lines.map(({ message }) => message)).toEqual(['what the risk guard found by its rules could not be kept']);
});
