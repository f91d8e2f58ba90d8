import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PORTS } from '@qt/contracts';
import { FaultyCollector, type System } from '@qt/test-kit';

interface Steps {
  readonly begin: (system: System, collector: FaultyCollector) => unknown;
  readonly end: (system: System, collector: FaultyCollector) => unknown;
}

const acceptAgain: Steps['end'] = (_, collector) => {
  collector.answer = FaultyCollector.accept;
};

/** How each fault begins and ends. */
export const FAULTS = {
  'the Collector is absent': {
    begin: (_, collector) => collector.go(),
    end: (_, collector) => collector.come(),
  },
  'the Collector hangs': {
    begin(_, collector) {
      collector.answer = () => {};
    },
    end: acceptAgain,
  },
  'the Collector refuses (503)': {
    begin(_, collector) {
      collector.answer = (response) => response.writeHead(503).end();
    },
    end: acceptAgain,
  },
  // The supervisor is who reads what the services log.
  'the reader of the logs stops': {
    begin: (system) => system.signalSupervisor('SIGSTOP'),
    end: (system) => system.signalSupervisor('SIGCONT'),
  },
  // The supervisor looks each second whether a file was replaced.
  'the disk of the logs is full': {
    begin(system) {
      for (const file of withoutLogs(system)) symlinkSync('/dev/full', file);
    },
    end: withoutLogs,
  },
} as const satisfies Record<string, Steps>;

export type Fault = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as Fault[];

/** Removes the log files of the services and returns their names. */
function withoutLogs({ dataDir }: System): string[] {
  const files = Object.keys(DEFAULT_PORTS).map((service) => join(dataDir, 'logs', `${service}.jsonl`));
  for (const file of files) rmSync(file, { force: true });
  return files;
}
