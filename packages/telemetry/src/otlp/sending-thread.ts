import { parentPort, workerData } from 'node:worker_threads';
import type { ExportResponse, IExporterTransport } from '@opentelemetry/otlp-exporter-base';
import { createGrpcTransport } from './grpc-transport.ts';
import { createHttpTransport } from './http-transport.ts';
import { createRetryingTransport } from './retrying-transport.ts';
import type { Signal } from './signal.ts';
import type { Target } from './target.ts';

// Runs in the thread of `thread-transport.ts`.

export type Targets = Readonly<Partial<Record<Signal, Target>>>;

export interface Parcel {
  readonly id: number;
  readonly signal: Signal;
  readonly bytes: Uint8Array;
  readonly timeoutMillis: number;
}

export interface Receipt {
  readonly id: number;
  readonly response: ExportResponse;
  /** Of the error, which loses it when it is posted. */
  readonly code: unknown;
}

const port = parentPort;
if (port === null) throw new Error('expected to be started as a thread');

async function transportFor(signal: Signal, target: Target): Promise<IExporterTransport> {
  if (target.protocol === 'grpc') return createGrpcTransport(signal, target);
  return createRetryingTransport(await createHttpTransport(target));
}

const transports = new Map<Signal, IExporterTransport>();
for (const [signal, target] of Object.entries(workerData as Targets) as [Signal, Target][]) {
  transports.set(signal, await transportFor(signal, target));
}

port.on('message', async ({ id, signal, bytes, timeoutMillis }: Parcel) => {
  const unsent = { status: 'failure', error: new Error(`no target for ${signal}`) } as const;
  const response = (await transports.get(signal)?.send(bytes, timeoutMillis)) ?? unsent;
  const { code } = ('error' in response ? response.error : {}) as { code?: unknown };
  port.postMessage({ id, response, code } satisfies Receipt);
});
