import { rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { SupervisorStatus } from './status.ts';

/** What `qt` may ask of the supervisor. */
export interface Control {
  status(): SupervisorStatus;
  /** Starts a process again; undefined if there is none by that name. */
  restart(name: string): Promise<void> | undefined;
  stop(): void;
}

/** Answers the `qt` command on a socket. Without the socket everything runs, only `qt` does not reach it. */
export function serveControl(path: string, control: Control, failed: (error: Error) => void): void {
  const server = createServer(async ({ method, url = '/' }, response) => {
    const [what, name = ''] = url.slice(1).split('/').map(decodeURIComponent);
    if (method === 'GET' && what === 'status') answer(response, 200, control.status());
    else if (method === 'POST' && what === 'stop') {
      answer(response, 202, {});
      control.stop();
    } else if (method === 'POST' && what === 'restart') {
      const restarted = control.restart(name);
      await restarted;
      answer(response, restarted === undefined ? 404 : 200, {});
    } else answer(response, 404, {});
  });
  server.on('error', failed);
  try {
    // Of one that was killed: whoever runs holds the lock of the folder.
    rmSync(path, { force: true });
    server.listen(path).unref();
  } catch (error) {
    failed(error as Error);
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
