import { parentPort, workerData } from 'node:worker_threads';
import { ExportResultCode } from '@opentelemetry/core';
import type { IOtlpExportDelegate } from '@opentelemetry/otlp-exporter-base';
import type { Level, LogFields } from '@qt/catalogue';
import { loggable } from '../log/loggable.ts';
import { createDelegate } from './delegates.ts';
import { routeDiagnostics } from './diagnostics.ts';
import type { Signal } from './export-watch.ts';
import type { Protocol, Target } from './targets.ts';

// The thread that sends what the service's own has encoded. It is started and asked by `Sender` alone.

/** What the thread is given to start with; the rest it reads of its environment, a copy of the service's. */
export type Assignment = Readonly<Partial<Record<Signal, Target>>>;

/** One request to be sent. */
export interface Parcel {
  readonly id: number;
  readonly signal: Signal;
  readonly bytes: Uint8Array;
}

/** What the thread tells; errors are as a log line has them, since an `Error` that is posted loses what it is. */
export type Told =
  | { readonly sent: number }
  | { readonly lost: number; readonly error: unknown }
  | { readonly answered: Signal; readonly protocol: Protocol; readonly answer: Uint8Array }
  | { readonly said: string; readonly level: Level; readonly fields: LogFields };

const port = parentPort;
if (port === null) throw new Error('expected to be started as a thread');
const tell = (told: Told) => port.postMessage(told);
/** Secrets are taken out where the line is written. */
const plain = (value: unknown) => loggable(value, (text) => text);

const say =
  (level: Level) =>
  (said: string, fields: LogFields = {}) =>
    tell({ said, level, fields: plain(fields) as LogFields });
const log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };

const started = routeDiagnostics(log);
const delegates: Partial<Record<Signal, IOtlpExportDelegate<Uint8Array>>> = {};
for (const [signal, target] of Object.entries(workerData as Assignment) as [Signal, Target][]) {
  // What it means is read where it is known how; and copied, since it may be a part of memory that others use.
  const answered = (answer: Uint8Array) =>
    tell({ answered: signal, protocol: target.protocol, answer: new Uint8Array(answer) });
  delegates[signal] = await createDelegate(signal, target, answered);
}
started();

port.on('message', ({ id, signal, bytes }: Parcel) => {
  delegates[signal]?.export(bytes, ({ code, error }) => {
    tell(code === ExportResultCode.SUCCESS ? { sent: id } : { lost: id, error: plain(error) });
  });
});
