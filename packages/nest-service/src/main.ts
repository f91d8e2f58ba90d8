import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EXIT_CONFIGURATION } from '@qt/contracts';
import { StoreUnavailable } from '@qt/sqlite';
import type { Telemetry } from '@qt/telemetry';
import { BadEnvironment } from './environment.ts';

/** The limit for a stop, including drain and flush, in ms. */
const STOP_WITHIN_MS = 9000;

/**
 * Reads a service's configuration and locks its data folder. If that fails, prints every fault in one JSON line and exits
 * with code 78, or 1 where a restart may help. For `instrumentation.ts`, where there is no telemetry yet.
 */
export function configureOrExit<T>(service: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BadEnvironment || error instanceof StoreUnavailable)) throw error;
    const line = { timestamp: new Date().toISOString(), level: 'error', message: error.message, service };
    const reported =
      error instanceof BadEnvironment
        ? { ...line, message: `bad environment:\n${error.message}`, faults: error.faults }
        : { ...line, file: error.file };
    process.stdout.write(`${JSON.stringify(reported)}\n`);
    // Another process that holds the folder is no fault that passes by itself.
    const held = error instanceof StoreUnavailable && error.fault === 'locked';
    process.exit(held || isPermanent(error) ? EXIT_CONFIGURATION : 1);
  }
}

/** Whether a restart would fail in the same way: a lock ends, a disk gets space again, a damaged file stays damaged. */
function isPermanent(error: unknown): error is BadEnvironment | StoreUnavailable {
  return error instanceof BadEnvironment || (error instanceof StoreUnavailable && !error.mayPass);
}

/** Runs a service until SIGTERM or SIGINT, then drains, flushes the telemetry and exits with 0. */
export async function main(telemetry: Telemetry, start: () => Promise<NestFastifyApplication>): Promise<void> {
  try {
    const app = await start();
    stopOnSignal(app, telemetry);
  } catch (error) {
    const permanent = isPermanent(error);
    if (error instanceof StoreUnavailable) telemetry.log.error(error.message, { file: error.file });
    else telemetry.log.error(permanent ? error.message : 'the start failed', permanent ? {} : { error });
    await telemetry.shutdown();
    process.exit(permanent ? EXIT_CONFIGURATION : 1);
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
    telemetry.log.event('service.stopped', { signal });
    await telemetry.shutdown();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // `start` holds the other end. If it is killed, nothing must keep trading unattended.
  if (process.env['QT_STOP_WITH_STDIN'] === '1') process.stdin.resume().once('end', () => stop('SIGTERM'));
}
