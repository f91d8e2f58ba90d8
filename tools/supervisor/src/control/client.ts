import { request } from 'node:http';
import { socketPath } from './socket-path.ts';
import type { SupervisorStatus } from './status.ts';

/** Talks to the supervisor of a data folder. Each call is undefined when none runs there. */
export interface ControlClient {
  status(): Promise<SupervisorStatus | undefined>;
  /** False: there is no process by that name. */
  restart(name: string): Promise<boolean | undefined>;
  stop(): Promise<true | undefined>;
}

export function controlClient(dataDir: string): ControlClient {
  const ask = (method: string, path: string) => send(socketPath(dataDir), method, path);
  return {
    status: async () => {
      const reply = await ask('GET', '/status');
      return reply && (JSON.parse(reply.body) as SupervisorStatus);
    },
    restart: async (name) => {
      const reply = await ask('POST', `/restart/${encodeURIComponent(name)}`);
      return reply && reply.status === 200;
    },
    stop: async () => ((await ask('POST', '/stop')) === undefined ? undefined : true),
  };
}

function send(path: string, method: string, url: string): Promise<{ status: number; body: string } | undefined> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: path, method, path: url }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
    });
    call.once('error', (error: NodeJS.ErrnoException) => {
      const nobody = ['ENOENT', 'ECONNREFUSED', 'ENOTDIR'].includes(error.code ?? '');
      if (nobody) resolve(undefined);
      else reject(error);
    });
    call.end();
  });
}
