import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '../../../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

interface Container {
  readonly name: string;
  readonly image?: string;
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}
interface Patch {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly volumes: readonly { readonly name: string }[];
        readonly containers: readonly Container[];
      };
    };
  };
}

const { volumes, containers } = (parse(read('infra/otel-collector/sidecar.yaml')) as Patch).spec.template.spec;
const [service, collector, emptied] = containers;

test('the service beside a sidecar runs the command of its image, and the Collector reads what it writes', () => {
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(read('infra/docker/Dockerfile'))?.[1] ?? '[]') as string[];
  expect(service?.args).toEqual(['sh', '-c', `exec ${command.join(' ')} >>/logs/api.jsonl`]);
  expect(collector?.env).toContainEqual({ name: 'QT_LOG_FILES', value: '/logs/*.jsonl' });
  expect(emptied?.args.at(-1)).toContain('/logs/*.jsonl');
  const mounted = containers.map(
    ({ volumeMounts }) => volumeMounts.find(({ mountPath }) => mountPath === '/logs')?.name,
  );
  expect(mounted).toEqual(['logs', 'logs', 'logs']);
  const mounts = containers.flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
  expect([...new Set(mounts)].sort()).toEqual(volumes.map(({ name }) => name).sort());
});

test('the images of a sidecar are those of Docker Compose, and its variables those of the Collector’s configuration', () => {
  const compose = read('docker-compose.yml');
  for (const sidecar of [collector, emptied]) expect(compose).toContain(`image: ${sidecar?.image}\n`);
  const configuration = read('infra/otel-collector/config.yaml');
  for (const { name } of collector?.env ?? []) expect(configuration).toContain(`\${env:${name}:-`);
});
