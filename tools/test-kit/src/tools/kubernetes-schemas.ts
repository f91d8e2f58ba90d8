import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { cacheFolder } from './locate.ts';

/** Whose API the chart's objects have: Go modules, with the checksums of their content. */
const KUBERNETES = {
  module: 'k8s.io/kubernetes@v1.34.4',
  sum: 'h1:Yy6R4QB8C9kJPp25GFqEvX5XQwY5qzKeqD0Xx6oAcmk=',
  file: 'api/openapi-spec/swagger.json',
};
const OPERATOR = {
  module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
  sum: 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
  folder: 'example/prometheus-operator-crd',
};
const KINDS = [
  'api.apps.v1.Deployment',
  'api.apps.v1.StatefulSet',
  'api.autoscaling.v2.HorizontalPodAutoscaler',
  'api.core.v1.ConfigMap',
  'api.core.v1.Pod',
  'api.core.v1.Service',
  'api.core.v1.ServiceAccount',
  'api.networking.v1.NetworkPolicy',
  'api.policy.v1.PodDisruptionBudget',
];
const CUSTOM_KINDS = ['servicemonitors', 'prometheusrules', 'alertmanagerconfigs'];

/** Where kubeconform's `-schema-location` finds the schemas; `undefined`: they were not made yet. */
export function kubernetesSchemas(): string | undefined {
  const folder = join(cacheFolder('kubeconform'), 'schemas');
  return existsSync(folder) ? join(folder, '{{ .ResourceKind }}{{ .KindSuffix }}.json') : undefined;
}

/**
 * Writes the JSON schemas of the kinds that the chart has, from the modules that define them; fields that a kind does not have
 * are faults. Needs Go.
 *
 * @throws Error if a module's content is another one than the pinned one
 */
export function writeKubernetesSchemas(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const write = (kind: string, group: string, version: string, schema: unknown) => {
    const suffix = [group.split('.')[0], version].filter((part) => part !== '').join('-');
    writeFileSync(join(folder, `${kind.toLowerCase()}-${suffix}.json`), JSON.stringify(schema));
  };
  const { definitions } = JSON.parse(readFileSync(join(downloaded(KUBERNETES), KUBERNETES.file), 'utf8')) as Swagger;
  for (const name of KINDS) {
    const [, group = '', version = '', kind = ''] = name.split('.');
    const root = `io.k8s.${name}`;
    write(kind, group === 'core' ? '' : group, version, {
      $ref: `#/definitions/${root}`,
      definitions: needed(definitions, root),
    });
  }
  const crds = join(downloaded(OPERATOR), OPERATOR.folder);
  for (const plural of CUSTOM_KINDS) {
    const { spec } = parse(readFileSync(join(crds, `monitoring.coreos.com_${plural}.yaml`), 'utf8')) as CustomResource;
    for (const { name, schema } of spec.versions)
      write(spec.names.kind, spec.group, name, strict(schema.openAPIV3Schema));
  }
}

interface Swagger {
  readonly definitions: Readonly<Record<string, unknown>>;
}
interface CustomResource {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: unknown } }[];
  };
}

function downloaded({ module, sum }: { readonly module: string; readonly sum: string }): string {
  const env = { ...process.env, GOWORK: 'off', GOFLAGS: '' };
  const text = execFileSync('go', ['mod', 'download', '-json', module], { cwd: tmpdir(), encoding: 'utf8', env });
  const { Dir, Sum } = JSON.parse(text) as { readonly Dir: string; readonly Sum: string };
  if (Sum !== sum) throw new Error(`${module}: expected the content ${sum}, actual ${Sum}`);
  return Dir;
}

/** A definition and those that it refers to, by name. */
function needed(definitions: Swagger['definitions'], root: string): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const visit = (name: string): void => {
    if (name in found) return;
    found[name] = strict(definitions[name]);
    for (const [, other = ''] of JSON.stringify(found[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) visit(other);
  };
  visit(root);
  return found;
}

/** A schema that refuses fields that it does not name, in JSON Schema's words. */
function strict(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) => {
    if (!isSchema(value)) return value;
    if (value.format === 'int-or-string' || value['x-kubernetes-int-or-string'] === true) {
      return { anyOf: [{ type: 'string' }, { type: 'integer' }] };
    }
    const isOpen = value.additionalProperties !== undefined || value['x-kubernetes-preserve-unknown-fields'] === true;
    return value.properties === undefined || isOpen ? value : { ...value, additionalProperties: false };
  });
}

interface Schema {
  readonly format?: unknown;
  readonly properties?: unknown;
  readonly additionalProperties?: unknown;
  readonly 'x-kubernetes-int-or-string'?: unknown;
  readonly 'x-kubernetes-preserve-unknown-fields'?: unknown;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
