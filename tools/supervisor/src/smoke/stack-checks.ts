import { z } from 'zod';
import { firingAlerts } from '../qt/firing-alerts.ts';
import { type Check, get, well, wrong } from './check.ts';

/** Addresses of what watches the services; only those that are given are checked. */
export interface StackUrls {
  readonly prometheus?: string | undefined;
  readonly alertmanager?: string | undefined;
  readonly logs?: string | undefined;
  readonly traces?: string | undefined;
}

const series = z.object({
  data: z.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()) })) }),
});
const groups = z.object({ data: z.object({ groups: z.array(z.unknown()) }) });
const held = z.array(z.object({ labels: z.object({ alertname: z.string() }) }));
const names = z.object({ data: z.array(z.string()).nullable() });

/** The checks of those tools whose URL is given. */
export function stackChecks({ prometheus, alertmanager, logs, traces }: StackUrls): Check[] {
  return [
    ...(prometheus === undefined ? [] : [metricsArrive(prometheus), rulesAreLoaded(prometheus)]),
    ...(alertmanager === undefined ? [] : [heartbeatArrives(alertmanager), nothingFires(alertmanager)]),
    ...(logs === undefined ? [] : [linesArrive(logs)]),
    ...(traces === undefined ? [] : [tracesArrive(traces)]),
  ];
}

function metricsArrive(prometheus: string): Check {
  return {
    name: 'metrics in Prometheus',
    run: async () => {
      const query = new URLSearchParams({ query: 'count by (job) (qt_service_starts_total)' });
      const reply = series.parse(await (await get(`${prometheus}/api/v1/query?${query}`)).json());
      const jobs = reply.data.result.map(({ metric }) => metric['job'] ?? '').sort();
      return jobs.length >= 4
        ? well(jobs.join(', '))
        : wrong(`only of ${jobs.join(', ') || 'nobody'}`, 'are the targets right, or the push address?');
    },
  };
}

function rulesAreLoaded(prometheus: string): Check {
  return {
    name: 'rules',
    run: async () => {
      const { data } = groups.parse(await (await get(`${prometheus}/api/v1/rules`)).json());
      return data.groups.length > 0
        ? well(`${data.groups.length} groups`)
        : wrong('none', 'mount infra/generated/prometheus/rules.yaml');
    },
  };
}

function heartbeatArrives(alertmanager: string): Check {
  return {
    name: 'heartbeat in Alertmanager',
    run: async () => {
      const alerts = held.parse(await (await get(`${alertmanager}/api/v2/alerts`)).json());
      return alerts.some(({ labels }) => labels.alertname === 'Watchdog')
        ? well('Watchdog arrives')
        : wrong('no Watchdog', "is Alertmanager in Prometheus' configuration?");
    },
  };
}

function nothingFires(alertmanager: string): Check {
  return {
    name: 'alerts',
    run: async () => {
      const firing = await firingAlerts(alertmanager);
      const [first] = firing;
      if (first === undefined) return well('none fires');
      return wrong(firing.map(({ name, summary }) => `${name}: ${summary}`).join('; '), first.runbook);
    },
  };
}

function linesArrive(victoriaLogs: string): Check {
  return {
    name: 'lines in VictoriaLogs',
    run: async () => {
      const query = new URLSearchParams({ query: '_time:5m "service.name":~"qt-.*"', limit: '1' });
      const text = await (await get(`${victoriaLogs}/select/logsql/query?${query}`)).text();
      return text.trim() === ''
        ? wrong('none of the last five minutes', 'does the Collector read the files of the services?')
        : well('of the last five minutes');
    },
  };
}

function tracesArrive(jaeger: string): Check {
  return {
    name: 'traces in Jaeger',
    run: async () => {
      const { data } = names.parse(await (await get(`${jaeger}/api/services`)).json());
      const services = (data ?? []).filter((name) => name.startsWith('qt-')).sort();
      return services.length > 0
        ? well(services.join(', '))
        : wrong('none', 'do the services send OTLP to the Collector?');
    },
  };
}
