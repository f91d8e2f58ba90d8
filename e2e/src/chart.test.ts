import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_PORTS, type ServiceId } from '@qt/contracts';
import { SERVICE_VARIABLES } from '@qt/monitoring/configuration';
import { locate } from '@qt/test-kit';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  type Fields,
  type KubernetesObject,
  lint,
  missingForCharts,
  objectsOf,
  template,
  VALUES,
  validate,
} from './chart/rendered-chart.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const missing = missingForCharts();
const needs = missing.length > 0 ? `needs ${missing.join(', ')}` : 'needs helm and kubeconform';
const SERVICES = Object.keys(DEFAULT_PORTS) as ServiceId[];
const LIVE = SERVICES.filter((service) => service !== 'market-sim');
const ON_POSTGRES = SERVICE_VARIABLES.flatMap(({ variables }) => variables).find(
  ({ name }) => name === 'QT_DATABASE_URL',
)?.readBy;
const onPostgres = (service: ServiceId) => ON_POSTGRES?.includes(service) === true;
/** The longest stop of a service, in s: `STOP_WITHIN_MS` of nest-service. */
const STOP_SECONDS = 9;

const ofKind = (objects: readonly KubernetesObject[], ...kinds: readonly string[]) =>
  objects.filter(({ kind }) => kinds.includes(kind));
const serviceOf = ({ metadata }: KubernetesObject) => metadata.labels['app.kubernetes.io/name']?.replace('qt-', '');
const workloads = (objects: readonly KubernetesObject[]) =>
  new Map(ofKind(objects, 'Deployment', 'StatefulSet').map((object) => [serviceOf(object) as ServiceId, object]));
const infra = (path: string) => readFileSync(join(ROOT, 'infra', path), 'utf8');

describe.skipIf(missing.length > 0)(`the Helm chart (${needs})`, () => {
  describe.each(VALUES)('with values-%s.yaml', (values) => {
    const objects = missing.length > 0 ? [] : objectsOf(values);

    test('passes helm lint, and its objects are ones that Kubernetes takes', () => {
      expect(lint(values)).toMatchObject({ ok: true });
      const { ok, said } = validate(template(values).output);
      expect(said).toMatch(/Invalid: 0, Errors: 0, Skipped: 0/);
      expect(ok).toBe(true);
    });

    test('runs each service without rights, on a file system that it cannot write to', () => {
      const pods = [...workloads(objects).values()].map(({ spec }) => spec.template.spec);
      for (const pod of [...pods, ...ofKind(objects, 'Pod').map(({ spec }) => spec)]) {
        expect(pod).toMatchObject({
          automountServiceAccountToken: false,
          // Kubernetes would set QT_API_PORT=tcp://… for the Service qt-api.
          enableServiceLinks: false,
          securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
        });
        expect(pod.containers).toHaveLength(1);
        expect(pod.containers[0].securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
      expect(ofKind(objects, 'ServiceAccount').every((one: Fields) => one.automountServiceAccountToken === false)).toBe(
        true,
      );
    });

    test('probes each service on its port, and gives it the time to end in order', () => {
      for (const [service, { spec }] of workloads(objects)) {
        const { containers, terminationGracePeriodSeconds } = spec.template.spec;
        const [{ ports, startupProbe, livenessProbe, readinessProbe, lifecycle }] = containers;
        expect(ports).toEqual([{ name: 'http', containerPort: DEFAULT_PORTS[service] }]);
        for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
          expect(httpGet).toEqual({ path: '/health/live', port: 'http' });
        }
        const drain = lifecycle.preStop.sleep.seconds;
        expect(drain).toBeGreaterThanOrEqual(5);
        expect(terminationGracePeriodSeconds).toBeGreaterThan(drain + STOP_SECONDS);
      }
    });

    test('has for each service an account, an address, a disruption budget and a network policy of its own', () => {
      const expected = values === 'sim' ? SERVICES : LIVE;
      expect([...workloads(objects).keys()].sort()).toEqual(expected.toSorted());
      for (const kind of ['ServiceAccount', 'Service', 'PodDisruptionBudget', 'NetworkPolicy']) {
        expect(ofKind(objects, kind).map(serviceOf).sort()).toEqual(expected.toSorted());
      }
      for (const { spec } of ofKind(objects, 'PodDisruptionBudget')) expect(spec.maxUnavailable).toBe(1);
    });
  });

  test('a field that a kind does not have is a fault, also of a custom one', () => {
    const { output } = template('production');
    for (const [field, typo] of [
      ['readinessProbe:', 'readynessProbe:'],
      ['metricRelabelings:', 'metricRelabeling:'],
      ['inhibitRules:', 'inhibitionRules:'],
      ['unhealthyPodEvictionPolicy: AlwaysAllow', 'unhealthyPodEvictionPolicy: 1'],
    ] as const) {
      expect(output).toContain(field);
      expect(validate(output.replace(field, typo)).ok).toBe(false);
    }
  });

  test('lets each service be asked by those that call it, and by nobody else', () => {
    const callers = (objects: readonly KubernetesObject[]) =>
      Object.fromEntries(
        ofKind(objects, 'NetworkPolicy').map((policy) => {
          const from = policy.spec.ingress.flatMap((rule: Fields) => rule.from);
          const names = from.map(
            (peer: Fields) => peer.podSelector?.matchLabels['app.kubernetes.io/name'] ?? JSON.stringify(peer),
          );
          return [serviceOf(policy), names.map((name: string) => name.replace('qt-', '')).sort()];
        }),
      );
    // docs/architecture.md, "Who owns what"; `test` is the pod of `helm test`.
    expect(callers(objectsOf('sim'))).toEqual({
      api: ['risk-guard', 'scheduler', 'test'],
      scheduler: ['api', 'test'],
      'retrain-worker': ['api', 'risk-guard', 'scheduler', 'test'],
      'risk-guard': ['api', 'test'],
      'market-sim': ['api', 'retrain-worker', 'risk-guard', 'scheduler', 'test'],
    });
    const monitoring = '{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"monitoring"}}}';
    const ingress = '{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"ingress-nginx"}}}';
    const production = callers(objectsOf('production'));
    // Replicas ask each other.
    const itself = (service: ServiceId) => (onPostgres(service) ? [service] : []);
    expect(production['risk-guard']).toEqual(['api', 'test', monitoring, ...itself('risk-guard')].sort());
    expect(production['api']).toEqual(
      ['risk-guard', 'scheduler', 'test', ingress, monitoring, ...itself('api')].sort(),
    );
    expect(production['scheduler']).toEqual(['api', 'test', monitoring, 'scheduler'].sort());
  });

  test('lets each service call those that it asks, names, its database, and exchanges where prices are real', () => {
    const ports = (values: (typeof VALUES)[number]) =>
      Object.fromEntries(
        ofKind(objectsOf(values), 'NetworkPolicy').map((policy) => [
          serviceOf(policy),
          policy.spec.egress.flatMap((rule: Fields) => rule.ports.map(({ port }: Fields) => port)).sort(),
        ]),
      );
    expect(ports('sim')['retrain-worker']).toEqual([53, 53, 8010]);
    expect(ports('sim')['market-sim']).toEqual([53, 53]);
    const shared = (service: ServiceId) => (onPostgres(service) ? [5432, DEFAULT_PORTS[service]] : []);
    expect(ports('staging')).toEqual({
      api: [443, 53, 53, 8001, 8002, 8003, ...shared('api')].sort(),
      scheduler: [443, 53, 53, 8000, 8002, 5432, 8001].sort(),
      'retrain-worker': [443, 53, 53, 5432, 8002].sort(),
      'risk-guard': [443, 53, 53, 8000, 8002, ...shared('risk-guard')].sort(),
    });
  });

  test('gives a service no variable that it does not read, and no secret that it does not need', () => {
    const read = (service: ServiceId) =>
      SERVICE_VARIABLES.flatMap(({ variables }) => variables)
        .filter(({ readBy }) => readBy.includes(service))
        .map(({ name }) => name.replace('<SYMBOL>', 'BTCUSDT'));
    const env =
      '{"QT_MARKET":"sim","QT_MAX_DAILY_LOSS":200,"QT_MAX_QUANTITY_BTCUSDT":"1","QT_SHADOW_HOURS":0,"QT_SIM_SEED":9}';
    const found = workloads(objectsOf('production', `env=${env}`));
    const secrets: Record<string, string[]> = {};
    for (const [service, { spec }] of found) {
      const given: Fields[] = spec.template.spec.containers[0].env;
      const names = given.map(({ name }) => name);
      expect(names.filter((name) => name.startsWith('QT_') && !read(service).includes(name))).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toEqual(expect.arrayContaining(['POD_NAME', 'POD_IP']));
      const required = given.filter(
        ({ valueFrom }) => valueFrom?.secretKeyRef && valueFrom.secretKeyRef.optional !== true,
      );
      secrets[service] = required.map(({ name }) => name).sort();
    }
    const database = (service: ServiceId) => (onPostgres(service) ? ['QT_DATABASE_URL'] : []);
    expect(secrets).toEqual({
      api: ['QT_API_TOKEN', ...database('api'), 'QT_SERVICE_TOKEN'],
      scheduler: ['QT_ADMIN_TOKEN', 'QT_DATABASE_URL', 'QT_SERVICE_TOKEN'],
      'retrain-worker': ['QT_ADMIN_TOKEN', 'QT_DATABASE_URL', 'QT_SERVICE_TOKEN'],
      'risk-guard': ['QT_ADMIN_TOKEN', ...database('risk-guard'), 'QT_SERVICE_TOKEN'],
      'market-sim': [],
    });
    const values = (service: ServiceId) =>
      new Map(found.get(service)?.spec.template.spec.containers[0].env.map((one: Fields) => [one.name, one.value]));
    expect(values('risk-guard').get('QT_MAX_DAILY_LOSS')).toBe('200');
    expect(values('risk-guard').get('QT_MAX_QUANTITY_BTCUSDT')).toBe('1');
    expect(values('risk-guard').get('QT_API_URL')).toBe('http://qt-api:8000');
    expect(values('retrain-worker').get('QT_SHADOW_HOURS')).toBe('0');
    expect(values('market-sim').get('QT_SIM_SEED')).toBe('9');
    expect(values('api').has('QT_MAX_DAILY_LOSS')).toBe(false);
  });

  test('keeps state in volumes on SQLite; on PostgreSQL a service has none, and may have replicas on nodes of their own', () => {
    const found = workloads(objectsOf('production'));
    const values: Partial<Record<ServiceId, number>> = { api: 3, scheduler: 3, 'retrain-worker': 2, 'risk-guard': 3 };
    for (const [service, { kind, spec }] of found) {
      expect([service, kind]).toEqual([service, onPostgres(service) ? 'Deployment' : 'StatefulSet']);
      expect(spec.replicas).toBe(values[service]);
    }
    const scheduler = found.get('scheduler')?.spec;
    expect(scheduler.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
    expect(scheduler.template.spec.volumes).toContainEqual({ name: 'data', emptyDir: { sizeLimit: '2Gi' } });
    expect(scheduler.template.spec.topologySpreadConstraints).toMatchObject([
      { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule', maxSkew: 1 },
      { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
    ]);
    const onSqlite = workloads(objectsOf('sim')).get('api')?.spec;
    expect(onSqlite.volumeClaimTemplates[0].spec.resources.requests.storage).toBe('256Mi');
    expect(onSqlite.template.spec.volumes.map(({ name }: Fields) => name)).toEqual(['tmp']);
  });

  test('scales a service on PostgreSQL by its load, if that is wished', () => {
    const autoscaling =
      'services.scheduler.autoscaling={"enabled":true,"minReplicas":2,"maxReplicas":4,"cpuPercent":60}';
    const objects = objectsOf('production', autoscaling);
    expect(workloads(objects).get('scheduler')?.spec).not.toHaveProperty('replicas');
    expect(ofKind(objects, 'HorizontalPodAutoscaler')).toMatchObject([
      { spec: { minReplicas: 2, maxReplicas: 4, scaleTargetRef: { kind: 'Deployment', name: 'qt-scheduler' } } },
    ]);
  });

  test.each([
    [
      'env.QT_MARKET="sim" services.market-sim.replicas=3',
      'services.market-sim: expected one replica, since its state is never in PostgreSQL, actual 3',
    ],
    [
      'database.existingSecret=""',
      'services.api: expected one replica, since without database.existingSecret its state is in SQLite, actual 3',
    ],
    ['env.QT_MAX_DAYLY_LOSS=1', 'env.QT_MAX_DAYLY_LOSS: expected a variable that a service reads'],
    ['env.QT_API_PORT=1', 'env.QT_API_PORT: expected a variable that a service reads'],
    ['env.QT_ADMIN_TOKEN="a-secret"', 'env.QT_ADMIN_TOKEN: expected it in a Secret'],
    ['env.QT_DATABASE_URL="postgres://db/qt"', 'env.QT_DATABASE_URL: expected it in a Secret'],
    ['env.QT_MARKET="replay"', /env.QT_MARKET'?: value must be one of 'sim', 'live'/],
    ['services.api.replica=1', /additional properties 'replica' not allowed/],
    ['services.api.readinessPath="/health"', /readinessPath'?: value must be one of/],
    ['drainSeconds=0', /drainSeconds'?: minimum: got 0, want 1/],
    ['networkPolicy.metricsFrom=[]', 'networkPolicy.metricsFrom: expected where Prometheus runs'],
    [
      'monitoring.alertmanagerConfig.pagerduty=false monitoring.alertmanagerConfig.slack=false',
      'expected pagerduty, slack or teams, actual none',
    ],
  ])('%s is refused, and says what is expected', (set, message) => {
    const { ok, said } = template('production', ...set.split(' '));
    expect(said).toMatch(message instanceof RegExp ? message : new RegExp(message.replaceAll('.', '\\.')));
    expect(said).not.toContain('a-secret');
    expect(ok).toBe(false);
  });
});

describe.skipIf(missing.length > 0)(`the monitoring of the Helm chart (${needs})`, () => {
  const objects = missing.length > 0 ? [] : objectsOf('production');
  const only = (kind: string) => {
    const [object] = ofKind(objects, kind);
    if (object === undefined) throw new Error(`${kind}: expected one`);
    return object.spec;
  };

  test('has every generated rule, with the links of the values and the namespace that its routes look for', () => {
    const text = infra('generated/prometheus/rules.yaml')
      .replaceAll('http://127.0.0.1:8000/runbooks', 'https://qt.example.com/runbooks')
      .replaceAll('http://127.0.0.1:3000', 'https://grafana.example.com');
    const groups = parse(text).groups.map((group: Fields) => ({
      ...group,
      rules: group.rules.map((rule: Fields) =>
        rule.alert === undefined ? rule : { ...rule, labels: { ...rule.labels, namespace: 'trading' } },
      ),
    }));
    expect(groups.length).toBeGreaterThan(5);
    expect(only('PrometheusRule').groups).toEqual(groups);
  });

  test('scrapes as infra/prometheus does, with the jobs that the rules know', () => {
    const { global, scrape_configs } = parse(infra('prometheus/prometheus.yml'), { schema: 'failsafe' });
    const { jobLabel, endpoints, scrapeProtocols } = only('ServiceMonitor');
    const relabelled = (config: Fields) => [
      config.regex,
      config.target_label ?? config.targetLabel,
      config.replacement,
    ];
    expect(endpoints[0].metricRelabelings.map(relabelled)).toEqual(
      scrape_configs[0].metric_relabel_configs.map(relabelled),
    );
    expect(scrapeProtocols).toEqual(global.scrape_protocols);
    const jobs = ofKind(objects, 'Service').map(({ metadata }) => metadata.labels[jobLabel]);
    expect(jobs.sort()).toEqual(LIVE.map((service) => `qt-${service}`).sort());
  });

  test('routes and inhibits as infra/alertmanager does', () => {
    const generated = parse(infra('generated/alertmanager/alertmanager.yml'));
    const { route, inhibitRules, receivers } = only('AlertmanagerConfig');
    const matchers = (all: Fields[]) => all.map(({ name, matchType, value }) => `${name}${matchType}"${value}"`);
    const timing = (one: Fields) => [
      one.receiver,
      one.groupWait ?? one.group_wait,
      one.groupInterval ?? one.group_interval,
      one.repeatInterval ?? one.repeat_interval,
    ];
    expect(timing(route)).toEqual(timing(generated.route));
    expect(route.groupBy).toEqual(generated.route.group_by);
    expect(route.routes.map((one: Fields) => [...timing(one), ...matchers(one.matchers)])).toEqual(
      generated.route.routes.map((one: Fields) => [...timing(one), ...one.matchers]),
    );
    expect(
      inhibitRules.map((rule: Fields) => [matchers(rule.sourceMatch), matchers(rule.targetMatch), rule.equal]),
    ).toEqual(generated.inhibit_rules.map((rule: Fields) => [rule.source_matchers, rule.target_matchers, rule.equal]));
    expect(receivers.map(({ name }: Fields) => name)).toEqual(generated.receivers.map(({ name }: Fields) => name));
    expect(receivers[0]).toMatchObject({
      pagerdutyConfigs: [{ routingKey: { name: 'qt-alerting', key: 'pagerduty-routing-key' }, sendResolved: true }],
      slackConfigs: [{ apiURL: { name: 'qt-alerting', key: 'slack-webhook-url' } }],
    });
    expect(receivers[2]).toMatchObject({
      webhookConfigs: [{ urlSecret: { key: 'heartbeat-url' }, sendResolved: false }],
    });
    expect(JSON.stringify(receivers)).not.toContain('msteams');
  });

  test('uses Teams where Slack is not set', () => {
    const given = ['slack=false', 'teams=true'].map((one) => `monitoring.alertmanagerConfig.${one}`);
    const [config] = ofKind(objectsOf('production', ...given), 'AlertmanagerConfig');
    expect(config?.spec.receivers[1]).toEqual({
      name: 'slack-or-teams',
      msteamsv2Configs: [expect.objectContaining({ webhookURL: { name: 'qt-alerting', key: 'teams-webhook-url' } })],
    });
  });

  test.skipIf(locate('amtool') === undefined)(
    'says the same in each message as Alertmanager with its templates (needs amtool)',
    () => {
      const { receivers } = only('AlertmanagerConfig');
      const [{ pagerdutyConfigs, slackConfigs }] = receivers;
      const shown = (text: string, ...args: string[]) =>
        execFileSync(locate('amtool') ?? '', ['template', 'render', ...args, `--template.text=${text}`], {
          encoding: 'utf8',
        });
      const withFiles = (text: string) =>
        shown(text, `--template.glob=${join(ROOT, 'infra/alertmanager/templates/*.tmpl')}`);
      for (const [text, name, data = '.'] of [
        [slackConfigs[0].title, 'qt.title'],
        [slackConfigs[0].text, 'qt.slack.text'],
        [pagerdutyConfigs[0].clientURL, 'qt.alertmanager'],
        [pagerdutyConfigs[0].details[0].value, 'qt.plain', '.Alerts.Firing'],
        [pagerdutyConfigs[0].pagerDutyLinkConfigs[2].href, 'qt.silence'],
      ]) {
        const expected = withFiles(`{{ template "${name}" ${data} }}`);
        expect(expected.trim()).not.toBe('');
        expect(shown(text, '--template.glob=none/*.tmpl')).toBe(expected);
      }
    },
  );

  test('has every generated dashboard, where the sidecar of Grafana looks', () => {
    const maps = ofKind(objects, 'ConfigMap');
    const files = readdirSync(join(ROOT, 'infra/generated/grafana/dashboards'));
    expect(maps.flatMap(({ data }) => Object.keys(data ?? {})).sort()).toEqual(files.sort());
    for (const { data, metadata } of maps) {
      expect(metadata.labels['grafana_dashboard']).toBe('1');
      for (const [file, text] of Object.entries(data ?? {})) {
        expect(JSON.parse(text)).toEqual(JSON.parse(infra(`generated/grafana/dashboards/${file}`)));
      }
    }
  });

  test('is left out where there is no operator', () => {
    expect(objectsOf('sim').filter(({ kind }) => /ServiceMonitor|Rule|Alertmanager|ConfigMap/.test(kind))).toEqual([]);
  });
});
