import { DEFAULT_PORTS, portVariable, type ServiceId } from '@qt/contracts';
import { freePorts } from '@qt/test-kit';

/**
 * Puts a free port in the place of each port 0, so that everybody knows where a service answers. On a host that is no
 * address of this machine the zeros stay: whoever checks the host says so.
 */
export async function withPorts(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const services = Object.keys(DEFAULT_PORTS) as ServiceId[];
  const asked = services.map(portVariable).filter((variable) => Number(env[variable] || Number.NaN) === 0);
  const ports = await freePorts(asked.length, env['QT_HOST'] || '127.0.0.1').catch(() => []);
  return { ...env, ...Object.fromEntries(ports.map((port, n) => [asked[n], String(port)])) };
}
