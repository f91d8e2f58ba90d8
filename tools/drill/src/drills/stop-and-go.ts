import type { ServiceId } from '@qt/contracts';
import type { ToolProcess } from '@qt/test-kit';
import type { Scene } from '../scene/scene.ts';

/** Stops a service with SIGSTOP: its process is there and answers nothing. */
export function hang({ system }: Scene, service: ServiceId): () => void {
  const pid = system.pid(service);
  if (pid === undefined) throw new Error(`${service}: expected a running process, actual none`);
  return stopped(pid);
}

/** The same for one of the tools. */
export function hangTool({ pid, binary }: ToolProcess): () => void {
  if (pid === undefined) throw new Error(`${binary}: expected a running process, actual none`);
  return stopped(pid);
}

function stopped(pid: number): () => void {
  process.kill(pid, 'SIGSTOP');
  let over = false;
  return () => {
    if (!over) process.kill(pid, 'SIGCONT');
    over = true;
  };
}
