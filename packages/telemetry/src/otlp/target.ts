import { readFileSync } from 'node:fs';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { createSecureContext } from 'node:tls';
import { getStringFromEnv } from '@opentelemetry/core';
import {
  CompressionAlgorithm,
  getSharedConfigurationDefaults,
  mergeOtlpSharedConfigurationWithDefaults,
  type OtlpSharedConfiguration,
} from '@opentelemetry/otlp-exporter-base';
import { getSharedConfigurationFromEnvironment } from '@opentelemetry/otlp-exporter-base/node-http';
import { choiceFromEnv, namesFromEnv, pairsFromEnv, warnOf } from '../environment.ts';
import type { Signal } from './signal.ts';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Where and how a signal is sent. Posted to a thread, so data only. */
export interface Target extends OtlpSharedConfiguration {
  readonly protocol: Protocol;
  /** With path, http or https also for gRPC. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** In PEM. */
  readonly tls: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
}

/**
 * How `OTEL_…` asks for a signal to be sent, if they do: OTLP is off until an endpoint is set or an exporter is named,
 * for logs until `OTEL_LOGS_EXPORTER` is.
 */
export function targetFromEnv(signal: Signal): Target | undefined {
  const exporters = `OTEL_${signal.toUpperCase()}_EXPORTER`;
  const names = namesFromEnv(exporters, ['otlp', ...(signal === 'metrics' ? ['prometheus'] : []), 'none']);
  if (names === undefined && signal === 'logs') return undefined;
  if (names !== undefined && (names.includes('none') || !names.includes('otlp'))) return undefined;
  const protocol = choiceFromEnv(variable(signal, 'PROTOCOL'), PROTOCOLS);
  const standard = protocol === 'grpc' ? 'http://localhost:4317' : 'http://localhost:4318';
  const from = variable(signal, 'ENDPOINT');
  const endpoint = getStringFromEnv(from)?.trim() ?? (names === undefined ? undefined : standard);
  if (endpoint === undefined) return undefined;
  const url = urlOf(endpoint, protocol, signal, from);
  if (url === undefined) {
    const expected = 'a URL that begins with http:// or https://';
    warnOf(`${from} (${signal})`, expected, `'${endpoint}'`, `no ${signal} are exported`);
    return undefined;
  }
  const shared = getSharedConfigurationFromEnvironment(signal.toUpperCase());
  const isLoopback = /^(localhost|\[::1\]|127\.[\d.]+)$/.test(url.hostname);
  // To this machine compression is only a cost.
  const compression = shared.compression ?? (isLoopback ? CompressionAlgorithm.NONE : CompressionAlgorithm.GZIP);
  return {
    ...mergeOtlpSharedConfigurationWithDefaults({ compression }, shared, getSharedConfigurationDefaults()),
    protocol,
    url: url.href,
    headers: headersFor(signal),
    tls: tlsFor(signal),
  };
}

/** The signal's own variable where it is set, else the one for all. */
function variable(signal: Signal, what: string): string {
  const own = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${what}`;
  return getStringFromEnv(own) === undefined ? `OTEL_EXPORTER_OTLP_${what}` : own;
}

function urlOf(endpoint: string, protocol: Protocol, signal: Signal, from: string): URL | undefined {
  const isInsecure = getStringFromEnv(variable(signal, 'INSECURE'))?.trim().toLowerCase() === 'true';
  // gRPC alone knows endpoints without a scheme.
  const scheme = protocol === 'grpc' && !endpoint.includes('://') ? `http${isInsecure ? '' : 's'}://` : '';
  const url = URL.parse(scheme + endpoint);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  const isBase = protocol !== 'grpc' && from === 'OTEL_EXPORTER_OTLP_ENDPOINT';
  if (isBase) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal}`;
  return url;
}

function headersFor(signal: Signal): Record<string, string> {
  const own = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_HEADERS`;
  const pairs = { ...pairsFromEnv('OTEL_EXPORTER_OTLP_HEADERS'), ...pairsFromEnv(own) };
  const valid = Object.entries(pairs).filter(([name, value]) => {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
      return true;
    } catch (error) {
      warnOf(variable(signal, 'HEADERS'), 'headers of HTTP', (error as Error).message, 'leaving it out');
      return false;
    }
  });
  return Object.fromEntries(valid);
}

function tlsFor(signal: Signal): Target['tls'] {
  const files = { ca: 'CERTIFICATE', cert: 'CLIENT_CERTIFICATE', key: 'CLIENT_KEY' } as const;
  const read = Object.entries(files).flatMap(([part, what]) => {
    const from = variable(signal, what);
    const path = getStringFromEnv(from)?.trim();
    if (path === undefined) return [];
    try {
      const pem = readFileSync(path);
      if (part !== 'key') createSecureContext({ [part]: pem });
      return [[part, pem] as const];
    } catch (error) {
      warnOf(from, 'a file in PEM', `'${path}' (${(error as Error).message})`, 'sending without it');
      return [];
    }
  });
  const tls: Target['tls'] = Object.fromEntries(read);
  if ((tls.cert === undefined) === (tls.key === undefined)) return tls;
  warnOf(variable(signal, 'CLIENT_CERTIFICATE'), 'certificate and CLIENT_KEY together', 'one alone', 'using neither');
  return tls.ca === undefined ? {} : { ca: tls.ca };
}
