import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '@qt/catalogue';
import { holdFolder, type StoreUnavailable } from '@qt/sqlite';
import { startTelemetry, type Telemetry } from '@qt/telemetry';
import { watchDataFolder } from './data-folder.ts';
import { bindToMarket } from './folder-market.ts';
import { configureOrExit, printError } from './main.ts';
import { holdPatiently } from './patience.ts';
import type { ServiceEnvironment } from './service-environment.ts';

/** Stores nothing, so several may share a folder. */
const STORELESS: ServiceName = 'qt-market-sim';

export interface Preloaded<S extends ServiceName, C> {
  readonly config: C;
  readonly telemetry: Telemetry<S>;
  /** How often the service has started on this `QT_DATA_DIR`, this time included. */
  readonly starts: number;
  /** Of the service's `package.json`. */
  readonly version: string;
}

/**
 * The work of a service's `instrumentation.ts`, preloaded by `node --import`: reads the configuration, locks the service's
 * folder in `QT_DATA_DIR` (or exits with every fault), and starts the telemetry before anything it observes is imported.
 *
 * @param module `import.meta.url` of the caller, in the folder below its `package.json`.
 */
export function preload<S extends ServiceName, C extends ServiceEnvironment>(
  service: S,
  module: string,
  readConfig: (env: NodeJS.ProcessEnv) => C,
): Preloaded<S, C> {
  // Databases, write-ahead logs and tokens are for the owner alone.
  process.umask(0o077);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', module), 'utf8')) as { version: string };
  const config = configureOrExit(service, () => {
    const read = readConfig(process.env);
    if (service !== STORELESS) holdOwnFolder(service, read);
    return read;
  });
  const admitted = { symbol: config.QT_SYMBOLS, profile: config.QT_PROFILES };
  const telemetry = startTelemetry({ service, version, dataDir: config.QT_DATA_DIR, admitted });
  const { instruments, log } = telemetry as Telemetry;
  const starts = watchDataFolder(instruments, { folder: config.QT_DATA_DIR, service, log });
  return { config, version, telemetry, starts };
}

/** Blocks between two tries: nothing else runs yet. */
function holdOwnFolder(service: ServiceName, { QT_DATA_DIR, QT_MARKET }: ServiceEnvironment): void {
  const folder = join(QT_DATA_DIR, service.replace(/^qt-/, ''));
  const wait = ({ message, file }: StoreUnavailable, ms: number) => {
    printError(service, `${message}; trying again in ${ms / 1000} s`, { file });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  };
  holdPatiently(() => holdFolder(folder, Date.now()), wait);
  holdPatiently(() => bindToMarket(folder, QT_MARKET), wait);
}
