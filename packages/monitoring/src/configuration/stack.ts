import type { Reader, Variable, VariableGroup } from './variable.ts';

const one = (readBy: readonly Reader[], name: string, fallback: string | null, meaning: string): Variable => ({
  name,
  readBy,
  default: fallback,
  meaning,
});

const start: VariableGroup = {
  title: 'The `start`, `stack`, `qt` and `tools` commands',
  variables: [
    one(['start', 'stack'], 'QT_RESTART', 'always', '`never`: what dies stays dead.'),
    one(['start', 'stack'], 'NO_COLOR', null, 'Anything: no colours on the screen.'),
    one(['start', 'stack'], 'QT_LOG_MAX_MIB', '50', 'A log that has reached this size, in MiB, is put aside.'),
    one(['start', 'stack'], 'QT_LOG_KEEP', '3', 'How many of each log are kept aside.'),
    one(
      ['stack'],
      'QT_METRICS_PATH',
      'scrape',
      'What feeds Prometheus: `scrape`, or `otlp`, pushed through the Collector. Never both.',
    ),
    one(['stack'], 'QT_VICTORIALOGS_URL', null, 'Written to `.qt/env`: VictoriaLogs.'),
    one(['stack'], 'QT_COLLECTOR_URL', null, 'Written to `.qt/env`: where OTLP goes in.'),
    one(['stack'], 'QT_COLLECTOR_HEALTH_URL', null, 'Written to `.qt/env`: answers 200 while the Collector works.'),
    one(
      ['tools'],
      'QT_TOOLS_DIR',
      null,
      'Where our builds of the observability tools are kept; else `qt/tools` in `XDG_CACHE_HOME` or `~/.cache`.',
    ),
  ],
};

/** Grafana Alerting's contact points have the same addresses. */
const address = (name: string, meaning: string): Variable[] => [
  one(['alertmanager', 'grafana'], name, null, meaning),
  one(['alertmanager'], `${name}_FILE`, null, `The path of a file with it, in place of \`${name}\`.`),
];

const alertmanager: VariableGroup = {
  title: 'Alertmanager (`infra/alertmanager/render.sh`)',
  variables: [
    ...address('QT_PAGERDUTY_ROUTING_KEY', "Integration key of PagerDuty's Events API v2. Unset: nobody is paged."),
    one(
      ['alertmanager'],
      'QT_PAGERDUTY_URL',
      'https://events.pagerduty.com/v2/enqueue',
      'PagerDuty’s endpoint outside the United States.',
    ),
    ...address('QT_SLACK_WEBHOOK_URL', "Slack's incoming webhook."),
    ...address('QT_TEAMS_WEBHOOK_URL', "A Teams workflow's webhook; takes Slack's place where Slack is not set."),
    ...address(
      'QT_HEARTBEAT_URL',
      "The heartbeat service that listens to the dead man's switch. Unset: Alertmanager's own death goes unseen.",
    ),
  ],
};

const collector: VariableGroup = {
  title: 'Collector, stores, Prometheus and Grafana (`infra/`)',
  variables: [
    one(
      ['collector'],
      'QT_LOGS_URL',
      'http://127.0.0.1:9428/insert/opentelemetry/v1/logs',
      'Where log lines go by OTLP: VictoriaLogs, Loki at `http://<host>:3100/otlp/v1/logs`, or Elasticsearch at `https://<host>:9200/_otlp/v1/logs`.',
    ),
    one(
      ['collector'],
      'QT_LOGS_AUTHORIZATION',
      null,
      'The `Authorization` header of what goes to `QT_LOGS_URL`, such as `ApiKey …`.',
    ),
    one(['grafana'], 'QT_LOKI_URL', null, 'Where log lines are asked.'),
    one(
      ['prometheus'],
      'QT_RUNBOOKS_URL',
      null,
      'Where the links of alerts to runbooks begin: `/runbooks` of the API, as people reach it.',
    ),
    one(['prometheus'], 'QT_GRAFANA_URL', null, 'Where the links of alerts to dashboards begin.'),
    one(['grafana'], 'QT_TRACES_QUERY_URL', null, 'Where traces are asked.'),
    one(
      ['grafana'],
      'QT_GRAFANA_DASHBOARDS',
      null,
      '`infra/generated/grafana/dashboards`, as Grafana sees the folder.',
    ),
    one(['collector'], 'QT_LOG_FILES', '.qt/logs/*.jsonl', "The services' log files."),
    one(
      ['collector'],
      'QT_LOG_TAG',
      null,
      'Text in the lines of the containers whose logs are read, such as `"tag":"qt/`. Unset: all containers.',
    ),
    one(['collector'], 'QT_COLLECTOR_DIR', '.qt/collector', 'Checkpoints, queues and the trace file.'),
    one(['collector'], 'QT_COLLECTOR_MEMORY_MIB', '256', 'Beyond this it refuses what comes in, in MiB.'),
    one(['collector'], 'QT_OTLP_ADDRESS', '127.0.0.1:4318', 'OTLP by HTTP comes in here.'),
    one(['collector'], 'QT_OTLP_GRPC_ADDRESS', '127.0.0.1:4317', 'OTLP by gRPC comes in here.'),
    one(['collector'], 'QT_COLLECTOR_HEALTH_ADDRESS', '127.0.0.1:13133', 'Answers 200 while it works.'),
    one(['collector'], 'QT_COLLECTOR_METRICS_HOST', '127.0.0.1', 'Address of the Collector’s metrics.'),
    one(['collector'], 'QT_COLLECTOR_METRICS_PORT', '8888', 'Port of the Collector’s metrics.'),
    one(['collector'], 'QT_TRACES_TO', 'file/traces', 'Where traces go: `file/traces` or `otlp_http/traces`.'),
    one(['collector'], 'QT_TRACES_URL', 'http://127.0.0.1:4328', 'The trace store of `otlp_http/traces`.'),
    {
      ...one(
        ['collector'],
        'QT_TRACES_PERCENT',
        '10',
        'Share of ordinary traces that is kept; errors, slow ones, denials, orders and retrains are kept whole. `stack`: 100.',
      ),
      unit: 'percent',
    },
    { ...one(['collector'], 'QT_TRACES_SLOW_MS', '1000', 'How long a slow trace takes.'), unit: 'ms' },
    one(
      ['collector'],
      'QT_ENVIRONMENT',
      'production',
      'The `deployment.environment.name` of log lines, which do not contain it.',
    ),
    one(['loki'], 'QT_LOKI_HOST', '127.0.0.1', 'Address to listen on.'),
    one(['loki'], 'QT_LOKI_PORT', '3100', 'Port of its HTTP API.'),
    one(['loki'], 'QT_LOKI_GRPC_PORT', '9096', 'Port between its own parts.'),
    one(['loki'], 'QT_LOKI_DIR', '.qt/loki', 'Its chunks and indexes.'),
    one(['jaeger', 'stack'], 'QT_JAEGER_ADDRESS', '127.0.0.1:16686', 'Answers queries for traces.'),
    one(['jaeger', 'stack'], 'QT_JAEGER_GRPC_ADDRESS', '127.0.0.1:16685', 'The same by gRPC.'),
    one(['jaeger', 'stack'], 'QT_JAEGER_OTLP_ADDRESS', '127.0.0.1:4328', 'Traces come in here, by HTTP.'),
    one(['jaeger', 'stack'], 'QT_JAEGER_HEALTH_ADDRESS', '127.0.0.1:13134', '`/status` answers 200 while it works.'),
    one(['jaeger'], 'QT_JAEGER_DIR', '.qt/jaeger', 'The traces.'),
    one(['jaeger'], 'QT_JAEGER_KEEP', '72h', 'How long traces are kept.'),
  ],
};

/** What is read by commands and by the tools around the services. */
export const STACK_VARIABLES: readonly VariableGroup[] = [start, alertmanager, collector];
