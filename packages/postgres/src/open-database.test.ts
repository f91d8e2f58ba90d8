import { POSTGRES_BIN, PostgresServer } from '@qt/test-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openPostgres } from './open-database.ts';

const MIGRATIONS = ['CREATE TABLE entry (text TEXT NOT NULL)', 'ALTER TABLE entry ADD COLUMN note TEXT'];

describe.skipIf(POSTGRES_BIN === undefined)('a schema in PostgreSQL (needs postgres)', () => {
  let server: PostgresServer;
  let name: string;
  let databases = 0;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    databases += 1;
    name = `d${databases}`;
    await server.createDatabase(name);
  });

  async function open({ url = server.url(name), migrations = MIGRATIONS, schema = 'qt_test' } = {}) {
    const database = await openPostgres({ url, schema, migrations, lost: () => {} });
    onTestFinished(() => database.close());
    return database;
  }

  test('is made with a role that owns it, and keeps its content when it is opened again', async () => {
    const first = await open();
    await first.transaction((run) => run('INSERT INTO entry VALUES ($1, $2)', 'a', null));
    const again = await open();
    const { rows } = await again.transaction((run) => run('SELECT text, current_user, current_schema FROM entry'));
    expect(rows).toEqual([{ text: 'a', current_user: 'qt_test', current_schema: 'qt_test' }]);
  });

  test('has limits: no statement, lock or forgotten transaction lasts', async () => {
    const database = await open();
    const limits = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
    const shown = await database.transaction(async (run) => {
      const answers = [];
      for (const limit of limits) answers.push((await run('SELECT current_setting($1) AS value', limit)).rows[0]);
      return answers;
    });
    expect(shown).toEqual([{ value: '5s' }, { value: '3s' }, { value: '5s' }]);
  });

  test('is migrated once by replicas that start at the same time', async () => {
    await Promise.all(Array.from({ length: 4 }, () => open()));
    expect(await server.sql('SELECT count(*) FROM qt_test.kysely_migration', name)).toBe('2');
  });

  test('runs only the migrations that are new, and undoes them all where one fails', async () => {
    await open({ migrations: MIGRATIONS.slice(0, 1) });
    await expect(open({ migrations: [...MIGRATIONS, 'CREATE TABLE entry (a INT)'] })).rejects.toThrow('already exists');
    expect(await server.sql('SELECT count(*) FROM qt_test.kysely_migration', name)).toBe('1');
    const database = await open();
    await database.transaction((run) => run('INSERT INTO entry (text, note) VALUES ($1, $2)', 'a', 'b'));
  });

  test('of a later version is refused', async () => {
    await open({ migrations: [...MIGRATIONS, 'CREATE TABLE later (a INT)'] });
    await expect(open()).rejects.toMatchObject({
      fault: 'newer',
      mayPass: false,
      message: expect.stringContaining('(schema 3 or later, this program knows 2)'),
    });
  });

  test("is closed to the role of another service's schema", async () => {
    await open();
    const other = await open({ schema: 'qt_other', migrations: [] });
    await expect(other.transaction((run) => run('SELECT * FROM qt_test.entry'))).rejects.toMatchObject({
      fault: 'refused',
    });
  });

  test('is used by a login without any other right, once both were made', async () => {
    await server.sql('CREATE ROLE qt_plain LOGIN', name);
    await expect(open({ schema: 'qt_plain', url: server.url(name, 'qt_plain') })).rejects.toMatchObject({
      fault: 'refused',
      mayPass: false,
      message: expect.stringMatching(/expected a role that may log in and use this schema .*permission denied/),
    });
    await server.sql('CREATE SCHEMA qt_plain AUTHORIZATION qt_plain', name);
    await open({ schema: 'qt_plain', url: server.url(name, 'qt_plain') });
  });

  test('of a standby is refused until it is the primary', async () => {
    await server.sql(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    const opened = open();
    await expect(opened).rejects.toMatchObject({ fault: 'standby', mayPass: true });
  });

  test.each([
    ['a server that is not there', (): string => 'postgres://qt:hidden@127.0.0.1:1/qt', 'unreachable', true],
    ['a database that is not there', (): string => server.url('nowhere'), 'refused', false],
    ['a role that is not there', (): string => server.url(name, 'nobody:hidden'), 'refused', false],
  ] as const)('of %s is refused, without user or password', async (_, url, fault, mayPass) => {
    const refusal: unknown = await open({ url: url() }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ fault, mayPass, message: expect.stringMatching(/^QT_DATABASE_URL: expected a/) });
    expect(String(refusal)).not.toContain('hidden');
  });
});
