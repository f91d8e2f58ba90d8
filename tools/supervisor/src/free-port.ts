import { createServer } from 'node:net';
import { DEFAULT_PORTS, portVariable, type ServiceId } from '@qt/contracts';

/** Opens a port, 0 for any, and gives back which it was; undefined if another process has it. */
export function tryPort(port: number, host = '127.0.0.1'): Promise<number | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(port, host, () => {
      const address = server.address();
      const found = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(found));
    });
  });
}

/** Puts a free port in the place of each port 0, so that everybody knows where a service answers. */
export async function withPorts(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const chosen: NodeJS.ProcessEnv = { ...env };
  for (const service of Object.keys(DEFAULT_PORTS) as ServiceId[]) {
    const variable = portVariable(service);
    if (Number(env[variable] || Number.NaN) !== 0) continue;
    const port = await tryPort(0, env['QT_HOST'] || '127.0.0.1');
    if (port !== undefined) chosen[variable] = String(port);
  }
  return chosen;
}
