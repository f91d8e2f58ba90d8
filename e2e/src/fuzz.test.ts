import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { DEFAULT_PORTS, type ServiceId } from '@qt/contracts';
import { System, until } from '@qt/test-kit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, problemsOf } from './fuzz/answer.ts';
import { readContract } from './fuzz/contract.ts';
import { answersIn, converse, RAW } from './fuzz/raw.ts';
import { type FuzzedRequest, requestsTo } from './fuzz/requests.ts';

/** `npx pnpm@12 fuzz` sends more, from another seed. */
const RUNS = Number(process.env['QT_FUZZ_RUNS'] ?? 40);
const SEED = Number(process.env['QT_FUZZ_SEED'] ?? 1);
/** No operation takes longer; a training answers as soon as it has begun. */
const PATIENCE_MS = 60_000;

const REFUSED = new Set([400, 401, 403, 413, 415, 429]);
const ROOT = resolve(import.meta.dirname, '../..');
const SERVICES = Object.keys(DEFAULT_PORTS) as ServiceId[];
const SERVICE_TOKEN = 'service-token-of-the-fuzz';
const API_TOKEN = 'api-token-of-the-fuzz';

let system: System;
let signedIn: Record<string, string>;
beforeAll(async () => {
  system = await System.start({ env: { QT_SERVICE_TOKEN: SERVICE_TOKEN, QT_API_TOKEN: API_TOKEN } });
  const isUp = async (service: ServiceId) => (await fetch(`${system.url(service)}/health/live`)).ok || undefined;
  for (const service of SERVICES) await until(`${service} to answer`, () => isUp(service), 200_000);
  signedIn = await session();
});
afterAll(() => system.stop());

/** What opens the routes of who has signed in at the console. */
async function session(): Promise<Record<string, string>> {
  const headers = { 'x-admin-token': system.adminToken };
  const response = await fetch(`${system.url('api')}/console/session`, { method: 'POST', headers });
  const { csrf_token } = (await response.json()) as { csrf_token: string };
  return { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '', 'x-csrf-token': csrf_token };
}

const hidden = () => ({ texts: [SERVICE_TOKEN, API_TOKEN, system.adminToken, system.dataDir] });

function credentials(caller: FuzzedRequest['caller'], isTrader: boolean): Record<string, string> {
  if (caller === 'nobody') return {};
  if (caller === 'wrong') return { 'x-admin-token': 'a wrong one', authorization: 'Bearer a wrong one' };
  return {
    ...signedIn,
    'x-admin-token': system.adminToken,
    authorization: `Bearer ${isTrader ? API_TOKEN : SERVICE_TOKEN}`,
  };
}

async function ask(url: string, request: FuzzedRequest): Promise<Answer> {
  const response = await fetch(url + request.target, {
    method: request.method,
    headers: {
      ...credentials(request.caller, request.target.startsWith('/api/')),
      ...(request.body === undefined ? {} : { 'content-type': request.contentType }),
    },
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  const headers = [...response.headers].map((pair) => pair.join(': ')).join('\n');
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    headers,
    body: await textOf(response),
  };
}

/** A stream of events has no end: its first part tells as much. */
async function textOf(response: Response): Promise<string> {
  if (response.headers.get('content-type') !== 'text/event-stream') return response.text();
  for await (const chunk of response.body ?? []) return Buffer.from(chunk as Uint8Array).toString();
  return '';
}

describe.each(SERVICES)('%s', (service) => {
  test('answers every operation of its own contract by that contract, whatever is asked', async () => {
    const contract = await readContract(service, system.url(service));
    const seen = new Map<string, Set<number>>();
    for (const operation of contract.operations) {
      const property = fc.asyncProperty(requestsTo(operation, contract), async (request) => {
        const answer = await ask(system.url(service), request);
        seen.set(operation.name, (seen.get(operation.name) ?? new Set()).add(answer.status));
        expect(problemsOf(answer, operation, hidden())).toEqual([]);
      });
      await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: process.env['CI'] !== undefined });
    }
    // What is sent gets past the checks of token and input, else it proves little.
    const past = [...seen].filter(([, statuses]) => [...statuses].some((status) => !REFUSED.has(status)));
    expect(past.map(([name]) => name).sort()).toEqual([...seen.keys()].sort());
  });

  test.each(Object.entries(RAW))('ends a conversation that begins with %s', async (_, bytes) => {
    for (const { head, body, status } of answersIn(await converse(system.url(service), bytes))) {
      expect(problemsOf({ status, body, headers: head, contentType: '' }, undefined, hidden())).toEqual([]);
    }
  });

  test('is alive and well afterwards, and its log has no failed request', async () => {
    expect((await fetch(`${system.url(service)}/health/live`)).status).toBe(200);
    expect(system.log(service).filter(({ message }) => message === 'request failed')).toEqual([]);
    expect(system.output).not.toContain(`${service} died`);
  });
});

test('the audit of the risk guard is whole after all that', () => {
  const args = ['--conditions=@qt/source', 'tools/supervisor/src/qt/main.ts', 'audit', 'verify'];
  const verdict = execFileSync(process.execPath, args, { cwd: ROOT, env: system.env, encoding: 'utf8' });
  expect(verdict).toContain('chain whole');
});
