import { isFree } from '@qt/test-kit';
import { BadUsage } from '../bad-usage.ts';

/** What listens where in the native stack: a variable of infra/ or of the stack, and its default. */
const PORTS = {
  prometheus: ['QT_PROMETHEUS_PORT', '9090'],
  alertmanager: ['QT_ALERTMANAGER_PORT', '9093'],
  victoriaLogs: ['QT_VICTORIALOGS_PORT', '9428'],
  collectorMetrics: ['QT_COLLECTOR_METRICS_PORT', '8888'],
  collectorHealth: ['QT_COLLECTOR_HEALTH_ADDRESS', '127.0.0.1:13133'],
  otlp: ['QT_OTLP_ADDRESS', '127.0.0.1:4318'],
  otlpGrpc: ['QT_OTLP_GRPC_ADDRESS', '127.0.0.1:4317'],
  jaeger: ['QT_JAEGER_ADDRESS', '127.0.0.1:16686'],
  jaegerGrpc: ['QT_JAEGER_GRPC_ADDRESS', '127.0.0.1:16685'],
  jaegerOtlp: ['QT_JAEGER_OTLP_ADDRESS', '127.0.0.1:4328'],
  jaegerHealth: ['QT_JAEGER_HEALTH_ADDRESS', '127.0.0.1:13134'],
} as const;

type PortName = keyof typeof PORTS;
export type StackPorts = Readonly<Record<PortName, number>>;

const entries = Object.entries(PORTS) as [PortName, readonly [string, string]][];

/** The variables that say where the tools listen. */
export const STACK_PORT_VARIABLES: readonly string[] = entries.map(([, [variable]]) => variable);

/**
 * Where each tool listens, on loopback.
 *
 * @throws BadUsage with every variable that is wrong
 */
export function stackPorts(env: NodeJS.ProcessEnv): StackPorts {
  const faults: string[] = [];
  const ports = entries.map(([name, [variable, fallback]]) => {
    const given = env[variable] || fallback;
    const [, port = ''] = (fallback.includes(':') ? /^127\.0\.0\.1:(\d{1,5})$/ : /^(\d{1,5})$/).exec(given) ?? [];
    const number = Number(port);
    if (port === '' || number < 1 || number > 65_535) {
      faults.push(
        `${variable}: expected ${fallback.includes(':') ? 'an address' : 'a port'} such as ${fallback}, actual '${given}'`,
      );
    }
    return [name, number];
  });
  if (faults.length > 0) throw new BadUsage(faults.join('\n'));
  return Object.fromEntries(ports) as StackPorts;
}

/** @throws BadUsage with every port that another process has, and the variable that changes it */
export async function refuseTaken(ports: StackPorts): Promise<void> {
  const found = await Promise.all(
    entries.map(async ([name, [variable]]) =>
      (await isFree(ports[name]))
        ? []
        : [`${variable}: expected a free port, actual ${ports[name]}, which another process uses`],
    ),
  );
  const faults = found.flat();
  if (faults.length > 0) throw new BadUsage(faults.join('\n'));
}
