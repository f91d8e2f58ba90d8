import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EXIT_CONFIGURATION } from '@qt/contracts';
import { StoreUnavailable } from '@qt/sqlite';
import type { Telemetry } from '@qt/telemetry';
import { BadEnvironment } from './environment.ts';

/** A whole stop, drain and flush together, ends within this many ms. */
const STOP_WITHIN_MS = 9000;

/**
 * Reads a service's configuration and takes hold of what is its alone, or ends the process with every fault in one
 * JSON line and exit code 78. For `instrumentation.ts`, where there is no telemetry yet.
 */
export function configureOrExit<T>(service: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isHopeless(error)) throw error;
    const line = { timestamp: new Date().toISOString(), level: 'error', message: error.message, service };
    const told =
      error instanceof BadEnvironment
        ? { ...line, message: `bad environment:\n${error.message}`, faults: error.faults }
        : line;
    process.stdout.write(`${JSON.stringify(told)}\n`);
    process.exit(EXIT_CONFIGURATION);
  }
}

/** Would another start fail just the same? */
function isHopeless(error: unknown): error is BadEnvironment | StoreUnavailable {
  return error instanceof BadEnvironment || error instanceof StoreUnavailable;
}

/** Runs a service until SIGTERM or SIGINT: then it drains, flushes its telemetry and ends with 0. */
export async function main(telemetry: Telemetry, start: () => Promise<NestFastifyApplication>): Promise<void> {
  try {
    const app = await start();
    stopOnSignal(app, telemetry);
  } catch (error) {
    const hopeless = isHopeless(error);
    telemetry.log.error(hopeless ? error.message : 'the start failed', hopeless ? {} : { error });
    await telemetry.shutdown();
    process.exit(hopeless ? EXIT_CONFIGURATION : 1);
  }
}

function stopOnSignal(app: NestFastifyApplication, telemetry: Telemetry): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    telemetry.log.info('stopping', { signal });
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await app.close();
    telemetry.log.info('stopped', { signal });
    await telemetry.shutdown();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // `start` holds the other end: if it is killed, nothing may go on trading unwatched.
  if (process.env['QT_STOP_WITH_STDIN'] === '1') process.stdin.resume().once('end', () => stop('SIGTERM'));
}
