import { SESSION_COOKIE } from '@qt/contracts';
import { Services, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ANNA = 'the-token-of-anna';
const VERA = 'the-token-of-vera';

/** API and guard alone: scheduler, worker and everything that watches them are dead. */
let services: Services;
beforeAll(async () => {
  services = await Services.prepare(['api', 'risk-guard', 'market-sim', 'scheduler', 'retrain-worker'], {
    env: { QT_ADMIN_TOKENS: `anna:${ANNA},vera:${VERA}:viewer` },
  });
  for (const id of ['market-sim', 'risk-guard', 'api'] as const) await services.start(id);
});
afterAll(() => services.stop());

interface Signed {
  readonly cookie: string;
  readonly 'x-csrf-token': string;
}

async function signIn(token: string): Promise<Signed> {
  const headers = { 'x-admin-token': token };
  const response = await fetch(`${services.url('api')}/console/session`, { method: 'POST', headers });
  const { csrf_token } = (await response.json()) as { csrf_token: string };
  return { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '', 'x-csrf-token': csrf_token };
}

async function act(signed: object, act: object, confirm?: string) {
  const response = await fetch(`${services.url('api')}/console/acts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signed },
    body: JSON.stringify({ act, ...(confirm === undefined ? {} : { confirm }) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

const read = async (cookie: string) =>
  (await fetch(`${services.url('api')}/console/session`, { headers: { cookie } })).json();

const auditOfActs = async () => {
  const reply = await services.riskGuard().audit({ query: { kind: 'act', limit: 50 } });
  return reply.ok ? reply.body.items : [];
};

/** Reads the stream until `done` says so of its text so far, and answers that text. */
async function readStream(done: (text: string) => boolean, lastEventId?: string): Promise<string> {
  const gone = new AbortController();
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await fetch(`${services.url('api')}/console/stream`, { headers, signal: gone.signal });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    if (done(text)) break;
  }
  gone.abort();
  return text;
}

describe('while scheduler and worker are dead', () => {
  test('the kill switch is engaged at once, under the name of who did it, with the row of the audit', async () => {
    const anna = await signIn(ANNA);
    expect(anna.cookie).toContain(SESSION_COOKIE);
    const { status, body } = await act(anna, { kind: 'kill_switch', enabled: true, reason: 'looking into a loss' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      service: 'qt-risk-guard',
      status: 200,
      answer: { kill_switch: { engaged: true, actor: 'anna', reason: 'looking into a loss' } },
      audit: { actor: 'anna', outcome: 'accepted', detail: 'engaged: looking into a loss' },
    });
    const rows = await auditOfActs();
    expect(rows.map(({ id }) => id)).toContain((body['audit'] as unknown as { sequence: number }).sequence);
    expect(await services.riskGuard().state()).toMatchObject({ body: { kill_switch: { engaged: true } } });
  });

  test('releasing it asks twice', async () => {
    const anna = await signIn(ANNA);
    const release = { kind: 'kill_switch', enabled: false, reason: 'resolved' };
    const asked = await act(anna, release);
    expect(asked).toMatchObject({ status: 202, body: { effect: expect.stringContaining('Releases') } });
    expect(await services.riskGuard().state()).toMatchObject({ body: { kill_switch: { engaged: true } } });
    expect(await act(anna, release, 'guessed')).toMatchObject({
      status: 409,
      body: { error: { code: 'confirmation_refused' } },
    });
    expect(await act(anna, release, asked.body['confirm'])).toMatchObject({ status: 200 });
    expect(await services.riskGuard().state()).toMatchObject({ body: { kill_switch: { engaged: false } } });
  });

  test('a viewer cannot act, and the try is in the audit of the guard', async () => {
    const refused = await act(await signIn(VERA), { kind: 'kill_switch', enabled: true, reason: 'I want to' });
    expect(refused).toMatchObject({ status: 403, body: { error: { code: 'role_refused' } } });
    expect((await auditOfActs())[0]).toMatchObject({ actor: 'vera', outcome: 'refused' });
    expect(await services.riskGuard().state()).toMatchObject({ body: { kill_switch: { engaged: false } } });
  });

  test('an act whose owner is dead says so', async () => {
    const refused = await act(await signIn(ANNA), { kind: 'run_job', job_id: 'signal_scan', reason: 'a test' });
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'scheduler_unavailable' } } });
  });
});

test('an act is in the timeline of every open console, and one that comes back gets only what it missed', async () => {
  const first = await readStream((text) => text.includes('event: timeline'));
  const lastId = [...first.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? '';
  const { status } = await act(await signIn(ANNA), { kind: 'state', state: 'halted', reason: 'seen in the timeline' });
  expect(status).toBe(200);
  const missed = await readStream((text) => text.includes('"event":"console.act"'), lastId);
  expect(missed).toContain('seen in the timeline');
  expect(missed).toContain('"event":"audit"');
  const run = lastId.split('-')[0];
  const ids = [...missed.matchAll(/^id: (\S+)$/gm)].map(([, id = '']) => id.split('-'));
  expect(ids.every(([of, n]) => of === run && Number(n) > Number(lastId.split('-')[1]))).toBe(true);
});

test('the API knows whose token it is from the guard alone, which counts wrong ones by the address of the browser', async () => {
  expect((await signIn('nobodys-token')).cookie).toBe('');
  const [row] = await auditOfActs();
  expect(row).toMatchObject({ action: 'GET /risk/operator', outcome: 'refused' });
  expect(row?.detail).toContain('from 127.0.0.1 by ');
});

test('while the guard is away, the console says so and since when, and the rest goes on', async () => {
  const anna = await signIn(ANNA);
  await services.signal('risk-guard', 'SIGKILL');
  const risk = await until('the stream to say that the guard is away', async () => {
    const text = await readStream((so_far) => /event: now\ndata: .*\n\n/.test(so_far));
    const [, data = ''] = /event: now\ndata: (.*)\n/.exec(text) ?? [];
    const { section } = JSON.parse(data) as { section: { risk: { ok: boolean }; health: { trading: object } } };
    return section.risk.ok ? undefined : section;
  });
  expect(risk).toMatchObject({
    risk: { ok: false, since: expect.any(String), detail: expect.stringContaining('ECONNREFUSED') },
    health: { trading: { allowed: false } },
  });
  expect(await read(anna.cookie)).toMatchObject({ signed_in: true, name: 'anna', role: 'operator' });
  const headers = { 'x-admin-token': ANNA };
  expect((await fetch(`${services.url('api')}/console/session`, { method: 'POST', headers })).status).toBe(503);
});
