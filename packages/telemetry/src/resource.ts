import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getStringFromEnv } from '@opentelemetry/core';
import {
  defaultResource,
  detectResources,
  hostDetector,
  osDetector,
  processDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { namesFromEnv, pairsFromEnv } from './environment.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ResourceOptions {
  readonly service: string;
  readonly version: string;
  readonly instanceId: string;
  readonly staging: boolean;
}

/** Without `serviceinstance`, whose random id would make each start a new series. */
const DETECTORS = { host: hostDetector, os: osDetector, process: processDetector } as const;

/** `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` override the options; detectors only add. */
export function createResource({ service, version, instanceId, staging }: ResourceOptions): Resource {
  const known = [...Object.keys(DETECTORS), 'env', 'serviceinstance', 'all', 'none'];
  const names = namesFromEnv('OTEL_NODE_RESOURCE_DETECTORS', known) ?? [];
  const named = Object.entries(DETECTORS).filter(([name]) => names.includes(name) || names.includes('all'));
  const detectors = names.includes('none') ? [] : named.map(([, detector]) => detector);
  const serviceName = getStringFromEnv('OTEL_SERVICE_NAME');
  const fromEnv = pairsFromEnv('OTEL_RESOURCE_ATTRIBUTES');
  return defaultResource()
    .merge(detectResources({ detectors }))
    .merge(
      resourceFromAttributes({
        'service.name': service,
        'service.version': version,
        'service.instance.id': instanceId,
        'deployment.environment.name': staging ? 'staging' : 'production',
      }),
    )
    .merge(resourceFromAttributes({ ...fromEnv, ...(serviceName !== undefined && { 'service.name': serviceName }) }));
}

/**
 * In Kubernetes the pod's name (`POD_NAME`, else `HOSTNAME`), elsewhere a random id kept in `dataDir`: the same after a
 * restart, which by OTLP would otherwise be a new series and lose its first count.
 *
 * @throws if `dataDir` cannot be written
 */
export function instanceIdOf(service: string, dataDir: string, env: Environment): string {
  const pod = env['POD_NAME'] || (env['KUBERNETES_SERVICE_HOST'] ? env['HOSTNAME'] : undefined);
  if (pod) return pod;
  const file = join(dataDir, `${service}.instance-id`);
  const kept = read(file);
  if (kept !== undefined) return kept;
  mkdirSync(dataDir, { recursive: true });
  const made = randomUUID();
  writeFileSync(file, `${made}\n`);
  return made;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
