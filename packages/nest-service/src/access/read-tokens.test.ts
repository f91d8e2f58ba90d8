import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '@qt/catalogue';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readEnvironment } from '../environment.ts';
import { adminEnvironment } from '../service-environment.ts';
import { readTokens } from './read-tokens.ts';

const log = { warn: vi.fn(), error: vi.fn() };
const read = (env: NodeJS.ProcessEnv) => readTokens(readEnvironment(adminEnvironment, env), log as unknown as Log);
const namesOf = (env: NodeJS.ProcessEnv) =>
  read(env)
    .operators()
    .map(({ name, token }) => `${name}:${token}`);

describe('QT_ADMIN_TOKENS', () => {
  test('names operators; QT_ADMIN_TOKEN alone is admin', () => {
    expect(namesOf({ QT_ADMIN_TOKEN: 'just-a-token' })).toEqual(['admin:just-a-token']);
    const both = { QT_ADMIN_TOKENS: 'anna:first-token, ben:second:token', QT_ADMIN_TOKEN: 'just-a-token' };
    expect(namesOf(both)).toEqual(['anna:first-token', 'ben:second:token', 'admin:just-a-token']);
  });

  test('may give a role: a viewer reads, a trader trades, and only operators are operators', () => {
    const both = { QT_ADMIN_TOKENS: 'anna:first-token,ben:second:token:viewer,carl:third-token:operator' };
    const { people, operators } = read({ ...both, QT_API_TOKENS: 'dora:fourth-token', QT_API_TOKEN: 'fifth-token' });
    expect(people().map(({ name, role, token }) => `${name}:${token}:${role}`)).toEqual([
      'anna:first-token:operator',
      'ben:second:token:viewer',
      'carl:third-token:operator',
      'dora:fourth-token:trader',
      'trader:fifth-token:trader',
    ]);
    expect(operators().map(({ name }) => name)).toEqual(['anna', 'carl']);
  });

  test.each([
    [{}, true, true],
    [{ QT_API_TOKEN: 'the-api-token' }, false, true],
    [{ QT_API_TOKENS: 'dora:the-api-token' }, false, true],
    [{ QT_ADMIN_TOKENS: 'anna:a-long-token' }, true, true],
    [{ QT_HOST: '0.0.0.0' }, true, false],
    [{ QT_HOST: '::1' }, true, true],
  ])('with %j it is open to traders: %j, to readers: %j', (env, traders, readers) => {
    const { openToTraders, openToReaders } = read(env);
    expect([openToTraders, openToReaders]).toEqual([traders, readers]);
  });

  test('may name an operator twice, so that a token can be replaced', () => {
    expect(namesOf({ QT_ADMIN_TOKENS: 'anna:first-token,anna:second-token' })).toHaveLength(2);
  });

  test.each([
    ['anna', 'name:token'],
    ['anna:short', 'tokens of at least 8 characters (anna)'],
    ['risk-guard:a-long-token', 'none of ours (risk-guard)'],
    ['unknown:a-long-token', 'none of ours (unknown)'],
    ['anna:short:viewer', 'tokens of at least 8 characters (anna)'],
    ['anna:a-long-token:viewer,ben:a-long-token', 'a different token for each name (ben)'],
    ['anna:a-long-token,ben:a-long-token', 'a different token for each name (ben)'],
    [',', 'at least one name:token'],
  ])('%j is refused, and no token is repeated', (value, message) => {
    const reading = () => read({ QT_ADMIN_TOKENS: value });
    expect(reading).toThrow(message);
    expect(reading).not.toThrow('a-long-token');
  });
});

test('QT_SERVICE_TOKENS replaces QT_SERVICE_TOKEN as what is accepted, and names services only', () => {
  expect(read({ QT_SERVICE_TOKEN: 'shared-by-all' }).services).toEqual([{ name: 'service', token: 'shared-by-all' }]);
  const own = { QT_SERVICE_TOKEN: 'what-it-sends', QT_SERVICE_TOKENS: 'api:what-api-sends' };
  expect(read(own).services).toEqual([{ name: 'api', token: 'what-api-sends' }]);
  expect(() => read({ QT_SERVICE_TOKENS: 'anna:what-anna-sends' })).toThrow('QT_SERVICE_TOKENS');
});

describe('QT_ADMIN_TOKENS_FILE', () => {
  let folder: string;
  let file: string;
  let version = 0;
  const write = (text: string) => {
    writeFileSync(file, text, { mode: 0o600 });
    utimesSync(file, 1, ++version);
  };
  beforeEach(() => {
    vi.clearAllMocks();
    folder = mkdtempSync(join(tmpdir(), 'qt-tokens-'));
    file = join(folder, 'tokens');
    write('# the desk\nanna:first-token\nben:second-token\n');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is read again when it has changed', () => {
    const tokens = read({ QT_ADMIN_TOKENS_FILE: file });
    expect(tokens.operators().map(({ name }) => name)).toEqual(['anna', 'ben']);
    write('anna:a-newer-token\n');
    expect(tokens.operators()).toEqual([{ name: 'anna', role: 'operator', token: 'a-newer-token' }]);
  });

  test('that became useless locks nobody out, and is logged once', () => {
    const tokens = read({ QT_ADMIN_TOKENS_FILE: file });
    write('anna:short\n');
    for (let n = 0; n < 3; n++) expect(tokens.operators()).toHaveLength(2);
    expect(log.error).toHaveBeenCalledTimes(1);
    rmSync(file);
    for (let n = 0; n < 3; n++) expect(tokens.operators()).toHaveLength(2);
    expect(log.error).toHaveBeenCalledTimes(2);
  });

  test('that is useless at the start ends the start', () => {
    write('anna\n');
    expect(() => read({ QT_ADMIN_TOKENS_FILE: file })).toThrow('QT_ADMIN_TOKENS_FILE: expected name:token');
    expect(() => read({ QT_ADMIN_TOKENS_FILE: join(folder, 'none') })).toThrow('expected a readable file');
  });

  test('that others can read is warned of', () => {
    chmodSync(file, 0o644);
    read({ QT_ADMIN_TOKENS_FILE: file });
    expect(log.warn).toHaveBeenCalledWith(expect.stringContaining('chmod 600'), {});
  });
});
