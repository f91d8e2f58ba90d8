import { expect, onTestFinished, test } from 'vitest';
import { cardOf } from '../models/model-card.fixture.ts';
import type { EvaluatedCandidate, RetrainRepository } from './retrain.repository.ts';
import type { Trial } from './trial.ts';

export const NOW = Date.UTC(2026, 0, 1);

export const evaluated = (version: string, more: Partial<EvaluatedCandidate> = {}): EvaluatedCandidate => ({
  card: cardOf(version),
  promoted: true,
  why: '',
  rescored: false,
  shadow: null,
  ...more,
});

/** Opens the same store as often as it is called; `now` is what a new one has as its first start. */
type Open = (now?: number) => RetrainRepository | Promise<RetrainRepository>;

/** The tests that every repository passes. `place`: a new store. */
export function repositoryContract(place: () => Open): void {
  /** A new store; what is opened is closed after the test. */
  function stored() {
    const at = place();
    return async (now = NOW) => {
      const repository = await at(now);
      let open = true;
      const close = repository.close.bind(repository);
      repository.close = async () => {
        if (open) await close();
        open = false;
      };
      onTestFinished(() => repository.close());
      return repository;
    };
  }

  test('the first start stays the same, however often the store is opened', async () => {
    const open = stored();
    await (await open()).close();
    expect(await (await open(NOW + 5)).firstStartAt()).toBe(NOW);
  });

  test('a run is stored before its work begins, and after the store is reopened', async () => {
    const open = stored();
    const repository = await open();
    await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
    await repository.advance('a', NOW + 10, 0.5, 'half');
    await repository.close();
    expect(await (await open()).unfinished()).toEqual([
      {
        runId: 'a',
        trigger: 'request',
        status: 'running',
        startedAt: NOW,
        seenAt: NOW + 10,
        finishedAt: null,
        progress: 0.5,
        stage: 'half',
        modelVersion: null,
        promoted: false,
        error: null,
        interrupted: false,
        stops: 0,
      },
    ]);
  });

  test('an interrupted run stays marked until it is restarted, and its stops are counted', async () => {
    const open = stored();
    const repository = await open();
    await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
    await repository.advance('a', NOW + 10, 0.5, 'half');
    await repository.interrupt('a', NOW + 20);
    await repository.close();
    const again = await open();
    expect(await again.unfinished()).toMatchObject([{ runId: 'a', interrupted: true, stops: 1, seenAt: NOW + 20 }]);
    await again.restart('a', NOW + 30);
    const restarted = {
      interrupted: false,
      stops: 1,
      startedAt: NOW + 30,
      seenAt: NOW + 30,
      progress: 0,
      stage: 'starting',
    };
    expect(await again.unfinished()).toMatchObject([{ runId: 'a', ...restarted }]);
    await again.interrupt('a', NOW + 40);
    expect(await again.unfinished()).toMatchObject([{ runId: 'a', interrupted: true, stops: 2 }]);
  });

  test('there is never a second unfinished run, nor a second one of the same id', async () => {
    const repository = await stored()();
    await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
    await expect(repository.begin({ runId: 'b', trigger: 'request', startedAt: NOW })).rejects.toThrow(/unique/i);
    await repository.fail('a', NOW + 1, 'x');
    await expect(repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW })).rejects.toThrow(/unique/i);
    expect(await repository.runs(10)).toMatchObject([
      { runId: 'a', status: 'failure', error: 'x', finishedAt: NOW + 1 },
    ]);
  });

  test('a success writes the run, the model and its promotion; the previous model is retired', async () => {
    const repository = await stored()();
    for (const [at, version] of [
      [1, 'm-1'],
      [2, 'm-2'],
    ] as const) {
      await repository.begin({ runId: version, trigger: 'request', startedAt: NOW + at });
      await repository.succeed(version, NOW + at, evaluated(version, { why: `why ${at}` }));
    }
    expect(await repository.current()).toMatchObject({
      card: cardOf('m-2'),
      state: 'current',
      promoted_at: '2026-01-01T00:00:00.002Z',
      why: 'why 2',
    });
    expect((await repository.models()).map(({ card, state }) => [card.version, state])).toEqual([
      ['m-2', 'current'],
      ['m-1', 'retired'],
    ]);
    const done = { status: 'success', promoted: true, progress: 1, stage: 'done' };
    expect(await repository.runs(10)).toMatchObject([
      { runId: 'm-2', modelVersion: 'm-2', ...done },
      { runId: 'm-1', modelVersion: 'm-1', ...done },
    ]);
    expect(await repository.lastFinishedAt('success')).toBe(NOW + 2);
    expect(await repository.lastFinishedAt('failure')).toBeNull();
  });

  test('a success that cannot be fully written is not written at all', async () => {
    const repository = await stored()();
    await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
    await repository.succeed('a', NOW, evaluated('m-1'));
    await repository.begin({ runId: 'b', trigger: 'request', startedAt: NOW });
    await expect(repository.succeed('b', NOW, evaluated('m-1'))).rejects.toThrow(/unique/i);
    expect(await repository.unfinished()).toHaveLength(1);
    expect((await repository.current())?.card.version).toBe('m-1');
  });

  test('a promotion of an unknown model changes nothing', async () => {
    const repository = await stored()();
    await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
    await repository.succeed('a', NOW, evaluated('m-1'));
    await expect(repository.promote('m-9', NOW, '')).rejects.toThrow("version: expected a known model, actual 'm-9'");
    expect((await repository.current())?.card.version).toBe('m-1');
    await repository.removeModel('m-1');
    expect((await repository.current())?.card.version).toBe('m-1');
  });

  test('a model is promoted again by hand, and only one that is not current is removed', async () => {
    const repository = await stored()();
    for (const version of ['m-1', 'm-2']) {
      await repository.begin({ runId: version, trigger: 'request', startedAt: NOW });
      await repository.succeed(version, NOW, evaluated(version));
    }
    await repository.promote('m-1', NOW + 5, 'by hand');
    expect(await repository.current()).toMatchObject({ card: { version: 'm-1' }, why: 'by hand' });
    await repository.removeModel('m-2');
    expect(await repository.model('m-2')).toBeNull();
    expect(await repository.models()).toHaveLength(1);
  });

  test('promotions stay halted over a restart', async () => {
    const open = stored();
    const repository = await open();
    expect(await repository.promotionsHalted()).toBe(false);
    await repository.haltPromotions(true);
    await repository.close();
    expect(await (await open()).promotionsHalted()).toBe(true);
  });

  test('a refused candidate that leaves the current model proven says since when, across restarts', async () => {
    const open = stored();
    const repository = await open();
    await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
    await repository.succeed('a', NOW, evaluated('m-1'));
    expect((await repository.current())?.scored_at).toBeNull();
    await repository.begin({ runId: 'b', trigger: 'request', startedAt: NOW + 1 });
    await repository.succeed('b', NOW + 60_000, evaluated('m-2', { promoted: false, rescored: true }));
    await repository.close();
    expect(await (await open()).models()).toMatchObject([
      { card: { version: 'm-2' }, state: 'candidate', scored_at: null },
      { card: { version: 'm-1' }, state: 'current', scored_at: new Date(NOW + 60_000).toISOString() },
    ]);
  });

  test('there is one trial at most; its end refuses a candidate, and no current model', async () => {
    const repository = await stored()();
    const shadow: Trial = { kind: 'shadow', version: 'm-2', rival: 'm-1', endsAt: NOW + 60_000 };
    await repository.begin({ runId: 'a', trigger: 'request', startedAt: NOW });
    await repository.succeed('a', NOW, evaluated('m-1', { why: 'the first' }));
    expect(await repository.trial()).toBeNull();
    await repository.begin({ runId: 'b', trigger: 'request', startedAt: NOW });
    await repository.succeed('b', NOW, evaluated('m-2', { promoted: false, shadow }));
    expect(await repository.trial()).toEqual(shadow);
    await repository.beginTrial({ ...shadow, kind: 'watch', endsAt: NOW + 90_000 });
    expect(await repository.trial()).toEqual({ ...shadow, kind: 'watch', endsAt: NOW + 90_000 });
    await repository.endTrial({ version: 'm-2', why: 'worse' });
    await repository.endTrial({ version: 'm-1', why: 'worse' });
    expect(await repository.trial()).toBeNull();
    expect((await repository.models()).map(({ why }) => why)).toEqual(['worse', 'the first']);
  });

  test('predictions are kept once, exactly, until they are old or their model is removed', async () => {
    const repository = await stored()();
    const prediction = (profile: 'balanced' | 'aggressive', time: number) => ({
      profile,
      symbol: 'BTCUSDT',
      time,
      probabilities: { buy: 0.1, sell: 1 / 3, hold: 0.566_666_666_666_666_7 },
      label: 1,
    });
    const DAY = 24 * 3_600_000;
    for (const version of ['m-1', 'm-2']) {
      await repository.begin({ runId: version, trigger: 'request', startedAt: NOW });
      await repository.succeed(version, NOW, evaluated(version));
    }
    expect(await repository.judgedUntil('m-2')).toBeNull();
    const kept = [prediction('aggressive', NOW), prediction('balanced', NOW), prediction('balanced', NOW + 5)];
    await repository.keepPredictions('m-2', kept, NOW + 5);
    await repository.keepPredictions('m-2', [{ ...prediction('balanced', NOW), label: 2 }], NOW + 5);
    await repository.keepPredictions('m-2', [], NOW + 5);
    expect(await repository.predictions('m-2', NOW)).toEqual(kept);
    expect(await repository.predictions('m-2', NOW + 1)).toEqual(kept.slice(2));
    expect(await repository.predictions('m-1', 0)).toEqual([]);
    expect(await repository.judgedUntil('m-2')).toBe(NOW);
    await repository.keepPredictions('m-1', [prediction('balanced', NOW + 9 * DAY)], NOW + 8 * DAY + 1);
    expect(await repository.predictions('m-2', 0)).toEqual(kept.slice(2));
    await repository.removeModel('m-1');
    await repository.keepPredictions('m-2', [], NOW);
    expect(await repository.predictions('m-1', 0)).toEqual([]);
  });
}
