import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/** As CycloneDX has it: https://cyclonedx.org/docs/1.7/json */
interface Bom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: object };
  readonly components: readonly {
    readonly group?: string;
    readonly name: string;
    readonly version: string;
    readonly licenses?: readonly object[];
    readonly externalReferences?: readonly { readonly type: string; readonly hashes?: readonly object[] }[];
  }[];
}

/** `app`: the folder `/app` of an image. Its bill lists what is installed there and nothing else, each with its licence. */
export function expectBillOfMaterials(app: string): void {
  const bom = JSON.parse(readFileSync(join(app, 'sbom.cdx.json'), 'utf8')) as Bom;
  const { name, version } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
  const { bomFormat, metadata } = bom;
  expect({ bomFormat, component: metadata.component }).toMatchObject({
    bomFormat: 'CycloneDX',
    component: { group: '@qt', name: name.replace('@qt/', ''), version },
  });
  expect(listed(bom)).toEqual(installed(app));
  expect(listed(bom).length).toBeGreaterThan(50);
  expect(incomplete(bom)).toEqual([]);
}

function listed({ components }: Bom): string[] {
  return components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`).sort();
}

/** What the bill says too little of: no licence, or no checksum of what a registry served. */
function incomplete({ components }: Bom): string[] {
  const isWhole = ({ group, licenses = [], externalReferences = [] }: Bom['components'][number]) =>
    licenses.length > 0 && (group === '@qt' || externalReferences.some(({ hashes = [] }) => hashes.length > 0));
  return components.filter((component) => !isWhole(component)).map(({ name }) => name);
}

/** The packages that are there, as `name@version`. */
function installed(app: string): string[] {
  const store = join(app, 'node_modules', '.pnpm');
  const scopes = readdirSync(store).map((name) => join(store, name, 'node_modules'));
  const found = scopes.filter(existsSync).flatMap(packagesIn).map(nameAndVersion);
  return [...new Set(found)].sort();
}

function packagesIn(modules: string): string[] {
  const folders = readdirSync(modules).flatMap((name) =>
    name.startsWith('@')
      ? readdirSync(join(modules, name)).map((inner) => join(modules, name, inner))
      : join(modules, name),
  );
  // A link is the same package once more.
  return folders.filter((folder) => !lstatSync(folder).isSymbolicLink());
}

function nameAndVersion(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return `${name}@${version}`;
}
