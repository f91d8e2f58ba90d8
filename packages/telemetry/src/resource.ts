import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultResource, type Resource, resourceFromAttributes } from '@opentelemetry/resources';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ResourceOptions {
  readonly service: string;
  readonly version: string;
  readonly instanceId: string;
  readonly staging: boolean;
}

/** Who emits. `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` go over it, as the specification says. */
export function createResource({ service, version, instanceId, staging }: ResourceOptions): Resource {
  return defaultResource().merge(
    resourceFromAttributes({
      'service.name': service,
      'service.version': version,
      'service.instance.id': instanceId,
      'deployment.environment.name': staging ? 'staging' : 'production',
    }),
  );
}

/**
 * The same id after each restart: else every start would be a new series on the OTLP path and its first count lost.
 * In Kubernetes the pod's name (`POD_NAME`, else `HOSTNAME`); elsewhere made once and kept in `dataDir`.
 *
 * @throws when `dataDir` cannot be written
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
