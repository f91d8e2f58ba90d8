import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ALERTS, WATCHDOG } from '@qt/monitoring/alerts';
import { INHIBITIONS, RECEIVERS, routeOf, type Selection } from '@qt/monitoring/routing';
import { Alertmanager, Inbox, locate, type PostedAlert } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const RENDER = resolve(import.meta.dirname, '../../infra/alertmanager/render.sh');
const ADDRESSES = {
  QT_PAGERDUTY_ROUTING_KEY: 'R0UT1NGKEY',
  QT_SLACK_WEBHOOK_URL: 'https://hooks.slack.example/services/T/B/secret',
  QT_TEAMS_WEBHOOK_URL: 'https://teams.example/workflows/secret',
  QT_HEARTBEAT_URL: 'https://heartbeat.example/ping/secret',
};
type Address = keyof typeof ADDRESSES;
const NAMES = Object.keys(ADDRESSES) as Address[];

const amtool = locate('amtool');
const alertmanagerIsThere = locate('alertmanager') !== undefined;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qt-alertmanager-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rendered = () => readFileSync(join(folder, 'alertmanager.yml'), 'utf8');

function render(env: Readonly<Record<string, string>>) {
  const { PATH } = process.env;
  return spawnSync('sh', [RENDER, folder], { env: { PATH, ...env }, encoding: 'utf8' });
}

describe('rendering the configuration', () => {
  test('secrets are written to files that only their owner can read, and appear nowhere else', () => {
    const { status, stderr, stdout } = render(ADDRESSES);
    expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: '', stdout: '' });
    for (const secret of Object.values(ADDRESSES)) expect(rendered()).not.toContain(secret);
    const file = join(folder, 'secrets', 'slack-webhook-url');
    expect(readFileSync(file, 'utf8')).toBe(ADDRESSES.QT_SLACK_WEBHOOK_URL);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('an address can be in a file, as Docker and Kubernetes provide secrets', () => {
    const file = join(folder, 'mounted key');
    writeFileSync(file, `${ADDRESSES.QT_PAGERDUTY_ROUTING_KEY}\n`);
    expect(render({ QT_PAGERDUTY_ROUTING_KEY_FILE: file }).status).toBe(0);
    expect(rendered()).toContain(`routing_key_file: ${file}\n`);
  });

  test('Teams is used only where Slack is not set', () => {
    render({ QT_TEAMS_WEBHOOK_URL: ADDRESSES.QT_TEAMS_WEBHOOK_URL });
    expect(rendered().match(/(slack|msteamsv2)_configs/g)).toEqual(['msteamsv2_configs', 'msteamsv2_configs']);
    render(ADDRESSES);
    expect(rendered().match(/(slack|msteamsv2)_configs/g)).toEqual(['slack_configs', 'slack_configs']);
  });

  test('without any address it says what that means, and continues', () => {
    const { status, stderr } = render({});
    expect(status).toBe(0);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'alertmanager: nobody is paged: QT_PAGERDUTY_ROUTING_KEY is not set',
      'alertmanager: no chat is notified: neither QT_SLACK_WEBHOOK_URL nor QT_TEAMS_WEBHOOK_URL is set',
      'alertmanager: its own failure goes unnoticed: QT_HEARTBEAT_URL is not set',
    ]);
  });

  test('reports all problems at once and prints no secret', () => {
    const { status, stderr } = render({
      QT_PAGERDUTY_ROUTING_KEY: 'two words',
      QT_SLACK_WEBHOOK_URL: 'not-a-url',
      QT_TEAMS_WEBHOOK_URL_FILE: '/nowhere/teams',
      QT_HEARTBEAT_URL: ADDRESSES.QT_HEARTBEAT_URL,
      QT_HEARTBEAT_URL_FILE: '/nowhere/heartbeat',
      QT_PAGERDUTY_URL: 'pagerduty',
    });
    expect(status).toBe(78);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'alertmanager: QT_PAGERDUTY_ROUTING_KEY: expected letters and digits, actual a secret value',
      'alertmanager: QT_SLACK_WEBHOOK_URL: expected an http or https URL, actual a secret value',
      "alertmanager: QT_TEAMS_WEBHOOK_URL_FILE: expected a readable file that is not empty, actual '/nowhere/teams'",
      'alertmanager: QT_HEARTBEAT_URL: expected a value or QT_HEARTBEAT_URL_FILE, actual both',
      "alertmanager: QT_PAGERDUTY_URL: expected an http or https URL, actual 'pagerduty'",
    ]);
  });
});

describe.skipIf(amtool === undefined)('amtool (needs amtool)', () => {
  const run = (...args: string[]) => execFileSync(amtool ?? '', args, { encoding: 'utf8' });
  const subsets = Array.from({ length: 2 ** NAMES.length }, (_, bits) => NAMES.filter((_, n) => bits & (1 << n)));

  test('accepts the generated configuration unchanged', () => {
    const file = resolve(import.meta.dirname, '../../infra/generated/alertmanager/alertmanager.yml');
    expect(run('check-config', file)).toContain('SUCCESS');
  });

  test.each(subsets.map((subset) => [subset.join(' ') || 'no address', subset] as const))(
    'accepts what is rendered with %s',
    (_, subset) => {
      render(Object.fromEntries(subset.map((name) => [name, ADDRESSES[name]])));
      expect(run('check-config', join(folder, 'alertmanager.yml'))).toContain('SUCCESS');
    },
  );

  test.each([
    ['several summaries: the first, and how many more', ['a is gone', 'b is gone'], 'HIGH Gone: a is gone, and 1 more'],
    ['somebody else’s alert, which has no summary', ['', ''], 'HIGH Gone: 2 alerts'],
  ])('a title shows of %s', (_, summaries, title) => {
    const data = join(folder, 'notification.json');
    const alerts = summaries.map((summary) => ({ status: 'firing', annotations: summary === '' ? {} : { summary } }));
    const labels = { groupLabels: { alertname: 'Gone' }, commonLabels: { severity: 'high' }, commonAnnotations: {} };
    writeFileSync(data, JSON.stringify({ status: 'firing', alerts, ...labels }));
    const files = `--template.glob=${resolve(RENDER, '../templates/*.tmpl')}`;
    const rendering = ['template', 'render', files, '--template.text={{ template "qt.title" . }}'];
    expect(run(...rendering, `--template.data=${data}`)).toBe(title);
  });

  describe('each alert reaches its receiver', () => {
    beforeAll(() => {
      render(ADDRESSES);
    });
    const reached = (labels: Readonly<Record<string, string>>) =>
      run(
        'config',
        'routes',
        'test',
        `--config.file=${join(folder, 'alertmanager.yml')}`,
        ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
      ).trim();

    test.each(ALERTS)('$name ($severity)', ({ name, severity, service }) => {
      expect(reached({ alertname: name, severity, service })).toBe(routeOf({ name, severity }).receiver);
    });

    test('Watchdog', () => {
      expect(reached({ alertname: WATCHDOG.name })).toBe('heartbeat');
    });

    test('no receiver is without an alert', () => {
      const all = [
        ...ALERTS.map(({ name, severity }) => ({ alertname: name, severity })),
        { alertname: WATCHDOG.name },
      ];
      const configured = [...rendered().matchAll(/^ {2}- name: (.*)$/gm)].map(([, name]) => name);
      expect(new Set(configured)).toEqual(new Set(RECEIVERS));
      expect(new Set(all.map(reached))).toEqual(new Set(RECEIVERS));
    });
  });
});

const STARTED = '2026-11-23T03:12:45Z';
const link = (file: string) => `https://qt.example/runbooks/${file}`;
const board = (uid: string) => `https://grafana.example/d/${uid}`;
/** From an hour before the alert began. */
const boardThen = (uid: string) => `${board(uid)}?from=${Date.parse(STARTED) - 3_600_000}&to=now`;

const guardDownLabels = { alertname: 'RiskGuardDown', severity: 'high', service: 'qt-risk-guard', cause: 'gone' };
const guardDown: PostedAlert = {
  // The last one is an external label of Prometheus, which only links are made of.
  labels: { ...guardDownLabels, runbooks: 'https://qt.example/runbooks' },
  annotations: {
    summary: 'The risk guard is down: no order goes out',
    description: 'No risk guard reports: it has not been scraped for a minute.',
    runbook_url: link('RiskGuardDown'),
    dashboard_url: board('qt-risk'),
  },
  startsAt: STARTED,
};
const misses = (cache: string, value: string): PostedAlert => ({
  labels: { alertname: 'CacheMisses', severity: 'medium', service: 'qt-api', cause: 'misses', cache_name: cache },
  annotations: {
    summary: `The ${cache} cache misses more than half of its lookups`,
    description: `${value} of lookups in the ${cache} cache miss (limit 50 %).`,
    runbook_url: link('CacheMisses'),
    dashboard_url: board('qt-service-overview'),
  },
  startsAt: STARTED,
});
const watchdog: PostedAlert = { labels: { alertname: 'Watchdog' }, annotations: { summary: WATCHDOG.summary } };

const attachment = (body: Readonly<Record<string, unknown>>) =>
  (body['attachments'] as Record<string, unknown>[] | undefined)?.[0] ?? {};
const titled = (title: string) => (body: Readonly<Record<string, unknown>>) =>
  String(attachment(body)['title'] ?? '').startsWith(title);
const paged = (action: string, what: string) => (body: Readonly<Record<string, unknown>>) =>
  body['event_action'] === action && JSON.stringify(body['payload']).includes(what);

describe.skipIf(!alertmanagerIsThere)('a real Alertmanager (needs alertmanager)', () => {
  let inbox: Inbox;
  let alertmanager: Alertmanager;
  beforeAll(async () => {
    inbox = await Inbox.open();
    const addresses = {
      QT_PAGERDUTY_ROUTING_KEY: 'R0UT1NGKEY',
      QT_PAGERDUTY_URL: inbox.url('/pagerduty'),
      QT_SLACK_WEBHOOK_URL: inbox.url('/slack'),
      QT_HEARTBEAT_URL: inbox.url('/heartbeat'),
    };
    alertmanager = await Alertmanager.start(addresses, 'https://alertmanager.example');
    const endsAt = new Date(Date.now() + 3_600_000).toISOString();
    const everything = [guardDown, misses('price', '62 %'), misses('signal', '71 %'), watchdog];
    await alertmanager.post(everything.map((alert) => ({ ...alert, endsAt })));
  });
  afterAll(async () => {
    await alertmanager?.stop();
    await inbox?.close();
  });

  test('pages with everything that is needed at night', async () => {
    const page = await inbox.next('/pagerduty', paged('trigger', 'RiskGuardDown'));
    expect(page).toMatchObject({
      routing_key: 'R0UT1NGKEY',
      payload: {
        summary: 'HIGH RiskGuardDown: The risk guard is down: no order goes out',
        severity: 'critical',
        class: 'RiskGuardDown',
        component: 'qt-risk-guard',
        custom_details: {
          firing:
            '* No risk guard reports: it has not been scraped for a minute. Since 2026-11-23 03:12 UTC, qt-risk-guard.\n',
        },
      },
      links: [
        { text: 'Runbook', href: 'https://qt.example/runbooks/RiskGuardDown' },
        { text: 'Dashboard', href: boardThen('qt-risk') },
        {
          text: 'Silence',
          href: `https://alertmanager.example/#/silences/new?filter=${silenceFilter(guardDownLabels)}`,
        },
      ],
    });
  });

  test('notifies Slack of a high alert too', async () => {
    const message = await inbox.next('/slack', titled('HIGH RiskGuardDown'));
    expect(attachment(message)).toMatchObject({
      title: 'HIGH RiskGuardDown: The risk guard is down: no order goes out',
      title_link: 'https://qt.example/runbooks/RiskGuardDown',
      color: 'danger',
      text: [
        'No risk guard reports: it has not been scraped for a minute.',
        '_Since 2026-11-23 03:12 UTC, qt-risk-guard_',
        `<https://qt.example/runbooks/RiskGuardDown|Runbook> · <${boardThen('qt-risk')}|Dashboard> · <https://alertmanager.example/#/silences/new?filter=${silenceFilter(guardDownLabels)}|Silence>`,
      ].join('\n'),
    });
  });

  test('notifies only Slack of a medium alert, both caches in one message', async () => {
    const message = await inbox.next('/slack', titled('MEDIUM CacheMisses'));
    const { cache_name: _, ...shared } = misses('price', '').labels;
    expect(attachment(message)).toMatchObject({
      title: 'MEDIUM CacheMisses: The price cache misses more than half of its lookups, and 1 more',
      text: [
        '62 % of lookups in the price cache miss (limit 50 %).',
        '_Since 2026-11-23 03:12 UTC, qt-api_',
        '71 % of lookups in the signal cache miss (limit 50 %).',
        '_Since 2026-11-23 03:12 UTC, qt-api_',
        `<https://qt.example/runbooks/CacheMisses|Runbook> · <${boardThen('qt-service-overview')}|Dashboard> · <https://alertmanager.example/#/silences/new?filter=${silenceFilter(shared)}|Silence>`,
      ].join('\n'),
    });
    const pages = inbox.deliveries.filter(({ path, body }) => path === '/pagerduty' && paged('trigger', 'Cache')(body));
    expect(pages).toEqual([]);
  });

  test('notifies both when it is resolved', async () => {
    await alertmanager.post([{ ...guardDown, endsAt: '2026-11-23T03:24:10Z' }]);
    const message = await inbox.next('/slack', titled('RESOLVED RiskGuardDown'), 120_000);
    expect(attachment(message)).toMatchObject({ color: 'good' });
    expect(String(attachment(message)['text'])).toMatch(
      /^Resolved: The risk guard is down: no order goes out\n_From 2026-11-23 03:12 to 20\d\d-\d\d-\d\d \d\d:\d\d UTC, qt-risk-guard_\n</,
    );
    await inbox.next('/pagerduty', paged('resolve', 'RiskGuardDown'), 120_000);
  });

  test('keeps sending the heartbeat', async () => {
    const beats = () => inbox.deliveries.filter(({ path }) => path === '/heartbeat').length;
    const before = beats();
    await inbox.next('/heartbeat', () => beats() > Math.max(before, 1), 150_000);
  });
});

describe.skipIf(!alertmanagerIsThere)('inhibition by a real Alertmanager (needs alertmanager)', () => {
  const pairs = INHIBITIONS.flatMap(({ source, targets }) => targets.map((target) => ({ source, target })));
  const title = ({ alert, labels = {} }: Selection) => [alert, ...Object.values(labels).flat()].join(' ');
  const firing = ({ alert, labels = {} }: Selection, environment: string): PostedAlert => ({
    labels: {
      alertname: alert,
      severity: ALERTS.find(({ name }) => name === alert)?.severity ?? '',
      ...Object.fromEntries(Object.entries(labels).map(([name, [value = '']]) => [name, value])),
      environment,
    },
  });
  /** One job of a running scheduler is stuck. */
  const stuck: readonly Selection[] = ['late', 'crash_loop'].map((cause) => ({
    alert: 'SchedulerStalled',
    labels: { cause: [cause], job_id: ['warm_market_caches'] },
  }));
  const beside: readonly Selection[] = [
    { alert: 'SyntheticCheckFailing' },
    { alert: 'ModelInferenceStale' },
    { alert: 'TelemetryTargetDown', labels: { job: ['qt-scheduler'] } },
  ];
  let alertmanager: Alertmanager;
  beforeAll(async () => {
    alertmanager = await Alertmanager.start({});
    await alertmanager.post([
      ...pairs.flatMap(({ source, target }, n) => [
        firing(source, `both-${n}`),
        firing(target, `both-${n}`),
        firing(target, `alone-${n}`),
      ]),
      ...stuck.map((selection) => firing(selection, 'stuck')),
      ...beside.map((selection) => firing(selection, 'stuck')),
    ]);
  });
  afterAll(() => alertmanager?.stop());

  const state = async (environment: string, selection: Selection) => {
    const { labels: wanted } = firing(selection, environment);
    const held = await alertmanager.alerts();
    return held.find(({ labels }) => Object.entries(wanted).every(([name, value]) => labels[name] === value))?.status
      .state;
  };

  test.each(pairs.map((pair, n) => ({ ...pair, n, by: title(pair.source), what: title(pair.target) })))(
    '$by inhibits $what, only in its own environment',
    async ({ n, source, target }) => {
      expect(await state(`both-${n}`, target)).toBe('suppressed');
      expect(await state(`both-${n}`, source)).not.toBe('suppressed');
      expect(await state(`alone-${n}`, target)).not.toBe('suppressed');
    },
  );

  test.each(beside)('one job that is stuck does not silence $alert', async (selection) => {
    expect(await state('stuck', selection)).toBe('active');
  });
});

/** As Alertmanager's page for a new silence reads it: sorted matchers in braces, encoded. */
function silenceFilter(labels: Readonly<Record<string, string>>): string {
  const names = [
    'alertname',
    ...Object.keys(labels)
      .filter((name) => name !== 'alertname')
      .sort(),
  ];
  return encodeURIComponent(`{${names.map((name) => `${name}="${labels[name]}"`).join(',')}}`);
}
