import { changing, constant, events, steady } from '../series/count.ts';
import { ALWAYS, type Life, SCRAPED, targetOf } from '../series/path.ts';
import { type Labels, metric, type Series, up, type ValueAt } from '../series/series.ts';
import type { Case } from './case.ts';

const END = 2700;

const series = (job: string, name: string, labels: Labels, value: ValueAt, lives: readonly Life[] = ALWAYS): Series =>
  metric({ path: SCRAPED, job, lives }, name, labels, END, value);

const collector = (lives: readonly Life[], replica = 0): Series[] =>
  up({ path: SCRAPED, job: 'otel-collector', lives, replica }, END);
const instanceOf = (replica: number) => ({ job: 'otel-collector', instance: `10.0.0.${replica + 1}:8888` });

const down: Case[] = [
  {
    alert: 'CollectorDown',
    name: 'one of two Collectors that dies fires after two minutes until it is back',
    series: [
      ...collector([
        [-60, 600],
        [1200, Infinity],
      ]),
      ...collector(ALWAYS, 1),
    ],
    expect: [
      { silent: [0, 705] },
      { at: 720, firing: [{ cause: 'down', ...instanceOf(0) }] },
      { firing: [720, 1185] },
      { silent: [1200, END] },
    ],
  },
  {
    alert: 'CollectorDown',
    name: 'without a Collector, and with other targets that are down, it is silent',
    series: up({ path: SCRAPED, job: 'qt-api', lives: [] }, END),
    expect: [{ silent: [0, END] }],
  },
];

const LOGS = { exporter: 'otlp_http/logs' };
const queued = (value: ValueAt, data_type = 'logs', exporter = LOGS.exporter) =>
  series('otel-collector', 'otelcol_exporter_queue_size', { exporter, data_type }, value);
const sent = (value: ValueAt, exporter = LOGS.exporter, server = 'a') =>
  series('otel-collector', 'otelcol_exporter_sent_log_records', { exporter, server_address: server }, value);
const failed = (value: ValueAt, server = 'a') =>
  series('otel-collector', 'otelcol_exporter_send_failed_log_records', { ...LOGS, server_address: server }, value);
const read = (value: ValueAt, receiver = 'file_log') =>
  series('otel-collector', 'otelcol_receiver_accepted_log_records', { receiver }, value);

const shipping: Case[] = [
  {
    alert: 'LogShippingStopped',
    about: ['unsent'],
    name: 'lines that wait fire ten minutes after the last one sent left the window, and are silent with the next',
    series: [
      queued(changing([0, 0], [600, 3], [1800, 0])),
      sent(steady(1, 0, 600)),
      sent(constant(7), LOGS.exporter, 'b'),
      sent(steady(1), 'otlp_http/other'),
      read(steady(1)),
    ],
    expect: [
      { silent: [0, 885 + 585] },
      { at: 885 + 600, firing: [{ cause: 'unsent', ...LOGS }] },
      { firing: [1500, 1785], causes: ['unsent'] },
      { silent: [1800, END] },
    ],
  },
  {
    alert: 'LogShippingStopped',
    about: ['unsent'],
    name: 'a single line sent every four and a half minutes is silent, and so are waiting metrics',
    series: [
      queued(constant(1)),
      sent(events(...Array.from({ length: 10 }, (_, n) => n * 270))),
      queued(constant(5), 'metrics', 'otlp_http/prometheus'),
    ],
    expect: [{ silent: [0, END] }],
  },
  {
    alert: 'LogShippingStopped',
    about: ['unsent'],
    name: 'lines that wait since the start of the Collector fire, those of all its queues as one',
    series: [
      queued(constant(0)),
      metric(
        { path: SCRAPED, job: 'otel-collector', lives: ALWAYS, replica: 1 },
        'otelcol_exporter_queue_size',
        { ...LOGS, data_type: 'logs' },
        END,
        constant(1),
      ),
    ],
    expect: [{ silent: [0, 585] }, { at: 600, firing: [{ cause: 'unsent', ...LOGS }] }],
  },
  {
    alert: 'LogShippingStopped',
    about: ['rejected'],
    name: 'rejected lines fire after ten minutes, and are silent five after the last; one is silent',
    series: [failed(steady(2, 600, 1500)), failed(constant(0), 'b'), sent(steady(1)), read(steady(1))],
    expect: [
      { silent: [0, 615 + 585] },
      { at: 615 + 600, firing: [{ cause: 'rejected', ...LOGS }] },
      { firing: [1215, 1500], causes: ['rejected'] },
      { silent: [1800, END] },
    ],
  },
  {
    alert: 'LogShippingStopped',
    about: ['rejected'],
    name: 'a line rejected every four and a half minutes fires',
    series: [failed(events(...Array.from({ length: 10 }, (_, n) => n * 270 + 15)))],
    expect: [{ firing: [900, END], causes: ['rejected'] }],
  },
  {
    alert: 'LogShippingStopped',
    about: ['unread'],
    name: 'a Collector that reads no more lines fires ten minutes later, whatever it receives otherwise',
    series: [read(steady(1, 0, 600)), read(steady(1), 'otlp'), sent(steady(1))],
    expect: [
      { silent: [0, 885 + 585] },
      { at: 885 + 600, firing: [{ cause: 'unread', receiver: 'file_log' }] },
      { firing: [1500, END], causes: ['unread'] },
    ],
  },
  {
    alert: 'LogShippingStopped',
    about: ['rejected'],
    name: 'rejected lines go on firing through a restart of the Collector',
    series: [
      series('otel-collector', 'otelcol_exporter_send_failed_log_records', LOGS, steady(2), [
        [-60, 1200],
        [1230, Infinity],
      ]),
    ],
    expect: [{ firing: [900, END], causes: ['rejected'] }],
  },
  {
    alert: 'LogShippingStopped',
    about: ['unread'],
    name: 'nothing received otherwise is silent while lines are read',
    series: [read(steady(1)), read(constant(5), 'otlp')],
    expect: [{ silent: [0, END] }],
  },
  {
    alert: 'LogShippingStopped',
    about: ['unread'],
    name: 'a line read every four and a half minutes is silent, by one of two Collectors',
    series: [
      read(events(...Array.from({ length: 10 }, (_, n) => n * 270))),
      metric(
        { path: SCRAPED, job: 'otel-collector', lives: ALWAYS, replica: 1 },
        'otelcol_receiver_accepted_log_records',
        { receiver: 'file_log' },
        END,
        constant(9),
      ),
    ],
    expect: [{ silent: [0, END] }],
  },
];

const notFailed = (integration: string, value: ValueAt, reason = 'serverError') =>
  series('alertmanager', 'alertmanager_notifications_failed_total', { integration, reason }, value);
const unsent = (value: ValueAt, alertmanager = 'http://127.0.0.1:9093/api/v2/alerts') =>
  series('prometheus', 'prometheus_notifications_errors_total', { alertmanager }, value);
const dropped = (value: ValueAt, alertmanager = 'http://127.0.0.1:9093/api/v2/alerts') =>
  series('prometheus', 'prometheus_notifications_dropped_total', { alertmanager }, value);
const broken = (value: ValueAt, rule_group = 'rules.yaml;qt-risk') =>
  series('prometheus', 'prometheus_rule_evaluation_failures_total', { rule_group }, value);
const LINK = { cause: 'link', alertmanager: 'http://127.0.0.1:9093/api/v2/alerts' };
const DROPPED = { ...LINK, cause: 'dropped' };
const RULES = { cause: 'rules', rule_group: 'rules.yaml;qt-risk' };

const watchers: Case[] = (['prometheus', 'alertmanager'] as const).flatMap((job) => [
  {
    alert: 'AlertDeliveryFailing',
    about: ['down'],
    name: `one of two of ${job} that dies fires after two minutes, until five after it is back`,
    series: [
      ...up(
        {
          path: SCRAPED,
          job,
          lives: [
            [-60, 600],
            [1200, Infinity],
          ],
        },
        END,
      ),
      ...up({ path: SCRAPED, job, lives: ALWAYS, replica: 1 }, END),
    ],
    expect: [
      { silent: [0, 705] as const },
      { at: 720, firing: [{ cause: 'down', ...targetOf(SCRAPED, job) }] },
      { firing: [720, 1485] as const, causes: ['down'] },
      { silent: [1500, END] as const },
    ],
  },
]);

const delivery: Case[] = [
  ...watchers,
  {
    alert: 'AlertDeliveryFailing',
    about: ['down'],
    name: 'without a Prometheus or an Alertmanager that is scraped, and with other targets that are down, it is silent',
    series: [...up({ path: SCRAPED, job: 'qt-api', lives: [] }, END), ...collector([])],
    expect: [{ silent: [0, END] }],
  },
  {
    alert: 'AlertDeliveryFailing',
    about: ['notifications'],
    name: 'a single notification that fails fires at once for 15 minutes, for its integration',
    series: [
      notFailed('slack', events(601)),
      notFailed('slack', constant(0), 'clientError'),
      notFailed('pagerduty', constant(3)),
      notFailed('webhook', events(601), 'contextCanceled'),
    ],
    expect: [
      { silent: [0, 600] },
      { at: 615, firing: [{ cause: 'notifications', integration: 'slack' }] },
      { firing: [615, 1485], causes: ['notifications'] },
      { silent: [1515, END] },
    ],
  },
  ...(
    [
      ['notifications', 'alertmanager_notifications_failed_total', { integration: 'slack' }, { reason: 'serverError' }],
      ['link', 'prometheus_notifications_errors_total', { alertmanager: 'a' }, {}],
      ['dropped', 'prometheus_notifications_dropped_total', { alertmanager: 'a' }, {}],
      ['rules', 'prometheus_rule_evaluation_failures_total', { rule_group: 'a' }, {}],
    ] as const
  ).map(([cause, name, shown, hidden]) => ({
    alert: 'AlertDeliveryFailing',
    about: [cause],
    name: `${cause}: what fails goes on firing through a restart`,
    series: [
      series('prometheus', name, { ...shown, ...hidden }, steady(1), [
        [-60, 1200],
        [1230, Infinity],
      ]),
    ],
    expect: [
      { at: END, firing: [{ cause, ...shown }] },
      { firing: [900, END] as const, causes: [cause] },
    ],
  })),
  ...(
    [
      ['link', LINK, unsent, 'prometheus_notifications_errors_total', { alertmanager: 'a' }],
      ['dropped', DROPPED, dropped, 'prometheus_notifications_dropped_total', { alertmanager: 'a' }],
      ['rules', RULES, broken, 'prometheus_rule_evaluation_failures_total', { rule_group: 'a' }],
    ] as const
  ).flatMap(([cause, fired, counted, name, labels]) => [
    {
      alert: 'AlertDeliveryFailing',
      about: [cause],
      name: `${cause}: what fails for ten minutes fires after five, and is silent five after the last`,
      series: [counted(steady(1, 600, 1200)), counted(constant(4), 'another')],
      expect: [
        { silent: [0, 615 + 285] as const },
        { at: 615 + 300, firing: [fired] },
        { firing: [915, 1200] as const, causes: [cause] },
        { silent: [1500, END] as const },
      ],
    },
    {
      alert: 'AlertDeliveryFailing',
      about: [cause],
      name: `${cause}: one failure is silent, one every four and a half minutes fires`,
      series: [counted(events(300, ...[4, 5, 6, 7, 8, 9].map((n) => n * 270)))],
      expect: [{ silent: [0, 1080 + 285] as const }, { firing: [1380, END] as const, causes: [cause] }],
    },
    {
      alert: 'AlertDeliveryFailing',
      about: [cause],
      name: `${cause}: of two replicas of Prometheus one is enough`,
      series: [0, 1].map((replica) =>
        metric(
          { path: SCRAPED, job: 'prometheus', lives: ALWAYS, replica },
          name,
          labels,
          END,
          replica === 0 ? constant(0) : steady(1),
        ),
      ),
      expect: [{ at: END, firing: [{ cause, ...labels }] }],
    },
  ]),
];

const annotated: Case[] = [
  {
    alert: 'CollectorDown',
    name: 'a Collector that is down fires with all labels',
    series: collector([]),
    expect: [
      {
        at: 120,
        alerts: [
          {
            labels: { severity: 'medium', service: 'otel-collector', cause: 'down', ...instanceOf(0) },
            summary: 'The OpenTelemetry Collector is down',
            description: `Scrapes of the Collector at ${instanceOf(0).instance} have failed for two minutes: no log lines and traces arrive, and no metrics of services that push. Trading is not affected.`,
          },
        ],
      },
    ],
  },
  {
    alert: 'LogShippingStopped',
    name: 'each way in which log lines stop fires with all labels',
    series: [queued(constant(12)), failed(steady(4)), failed(steady(1), 'b'), read(constant(100))],
    expect: [
      {
        at: 1200,
        alerts: [
          {
            labels: { severity: 'medium', service: 'otel-collector', cause: 'unsent', ...LOGS },
            summary: 'Log lines no longer reach the log store',
            description:
              '12 batches of log lines wait in the Collector (otlp_http/logs), and none has been sent for 10 minutes: the log store does not take them. They are kept.',
          },
          {
            labels: { severity: 'medium', service: 'otel-collector', cause: 'rejected', ...LOGS },
            summary: 'Log lines no longer reach the log store',
            description:
              'The log store has rejected 100 log lines of otlp_http/logs in 5 minutes, for 10 minutes now: they are lost there, but not in the files.',
          },
          {
            labels: { severity: 'medium', service: 'otel-collector', cause: 'unread', receiver: 'file_log' },
            summary: 'Log lines no longer reach the log store',
            description:
              'The Collector has read no log line (file_log) for 10 minutes, although services log each minute: it reads the wrong files, or may not read them.',
          },
        ],
      },
    ],
  },
  {
    alert: 'AlertDeliveryFailing',
    name: 'each way in which alerts are not delivered fires with all labels',
    series: [
      notFailed('slack', steady(1)),
      notFailed('slack', steady(1), 'clientError'),
      unsent(steady(1)),
      dropped(steady(1)),
      broken(steady(1)),
      ...up({ path: SCRAPED, job: 'alertmanager', lives: [], replica: 1 }, END),
    ],
    expect: [
      {
        at: 1200,
        alerts: [
          {
            labels: {
              severity: 'medium',
              service: 'alertmanager',
              cause: 'down',
              ...targetOf(SCRAPED, 'alertmanager', 1),
            },
            summary: 'Alerts may not reach anybody',
            description:
              'Scrapes of alertmanager at 10.0.0.2:9093 have failed for two minutes: if no other one runs, nobody is notified of anything.',
          },
          {
            labels: { severity: 'medium', service: 'alertmanager', cause: 'notifications', integration: 'slack' },
            summary: 'Alerts may not reach anybody',
            description: '120 notifications by slack have failed in 15 minutes: whoever is notified that way was not.',
          },
          {
            labels: { severity: 'medium', service: 'prometheus', ...LINK },
            summary: 'Alerts may not reach anybody',
            description: `Prometheus has not been able to send alerts to ${LINK.alertmanager} for 5 minutes.`,
          },
          {
            labels: { severity: 'medium', service: 'prometheus', ...DROPPED },
            summary: 'Alerts may not reach anybody',
            description: `Prometheus has dropped 20 alerts for ${DROPPED.alertmanager} in 5 minutes, for 5 minutes now: it takes them too slowly, or not at all.`,
          },
          {
            labels: { severity: 'medium', service: 'prometheus', ...RULES },
            summary: 'Alerts may not reach anybody',
            description:
              'Rules of rules.yaml;qt-risk have failed for 5 minutes: their alerts do not fire. The log of Prometheus has the reason.',
          },
        ],
      },
    ],
  },
];

/** The cases of what watches the watchers; it is only ever scraped. */
export const infrastructure: readonly Case[] = [...annotated, ...down, ...shipping, ...delivery];
