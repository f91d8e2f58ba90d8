import { diag } from '@opentelemetry/api';
import { getStringFromEnv, getStringListFromEnv } from '@opentelemetry/core';
import type { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import type { Signal } from './export-watch.ts';

export type Protocol = 'grpc' | 'http/protobuf' | 'http/json';

/** How a signal is sent; where to, what sends it reads of the environment by itself. */
export interface Target {
  readonly protocol: Protocol;
  /** Undefined to go by `OTEL_EXPORTER_OTLP_COMPRESSION`. */
  readonly compression: `${CompressionAlgorithm}` | undefined;
}

/** How `OTEL_…` asks for a signal to be sent; undefined while no endpoint is set or it is none. */
export function targetFromEnv(signal: Signal): Target | undefined {
  const endpoint = endpointOf(signal);
  if (endpoint === undefined) return undefined;
  const protocol = protocolOf(signal);
  const url = URL.parse(protocol === 'grpc' && !endpoint.includes('://') ? `http://${endpoint}` : endpoint);
  if (url !== null) return { protocol, compression: compressionFor(signal, url) };
  diag.warn(`OTEL_EXPORTER_OTLP_ENDPOINT (${signal}): expected a URL, actual '${endpoint}'; no ${signal} are exported`);
  return undefined;
}

const PROTOCOLS: readonly string[] = ['grpc', 'http/protobuf', 'http/json'] satisfies Protocol[];

/** `OTEL_EXPORTER_OTLP_COMPRESSION`, else gzip where bytes cross a network: to this very machine it only costs. */
function compressionFor(signal: Signal, { hostname }: URL): Target['compression'] {
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return otlpVariable(signal, 'COMPRESSION') !== undefined || isLoopback ? undefined : 'gzip';
}

/** Undefined while no endpoint is set, or the signal is switched off. */
function endpointOf(signal: Signal): string | undefined {
  const variable = `OTEL_${signal.toUpperCase()}_EXPORTER`;
  const names = getStringListFromEnv(variable) ?? ['otlp'];
  const known = signal === 'metrics' ? ['otlp', 'prometheus', 'none'] : ['otlp', 'none'];
  for (const name of names.filter((name) => !known.includes(name))) {
    diag.warn(`${variable}: expected ${known.join(', ')}, actual ${name}`);
  }
  return names.includes('otlp') && !names.includes('none') ? otlpVariable(signal, 'ENDPOINT') : undefined;
}

function protocolOf(signal: Signal): Protocol {
  const protocol = otlpVariable(signal, 'PROTOCOL')?.trim() ?? 'http/protobuf';
  if (PROTOCOLS.includes(protocol)) return protocol as Protocol;
  diag.warn(
    `OTEL_EXPORTER_OTLP_PROTOCOL (${signal}): expected grpc, http/protobuf or http/json, actual ${protocol}; using http/protobuf`,
  );
  return 'http/protobuf';
}

function otlpVariable(signal: Signal, what: string): string | undefined {
  return (
    getStringFromEnv(`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${what}`) ??
    getStringFromEnv(`OTEL_EXPORTER_OTLP_${what}`)
  );
}
