import { ModelFileRepository } from './model-file.repository.ts';

/** Files in memory; one that is missing or empty cannot be loaded. */
export class MemoryModelFileRepository extends ModelFileRepository {
  readonly content = new Map<string, Uint8Array>();

  async save(version: string, artifact: Uint8Array): Promise<void> {
    this.content.set(version, artifact);
  }

  async load(version: string): Promise<Uint8Array> {
    const artifact = this.content.get(version);
    if (artifact === undefined || artifact.byteLength === 0) throw new Error('model file: damaged');
    return artifact;
  }

  async problemOf(version: string): Promise<string | undefined> {
    return this.content.has(version) ? undefined : 'model file: missing';
  }

  async keepOnly(versions: ReadonlySet<string>): Promise<void> {
    for (const version of this.content.keys()) if (!versions.has(version)) this.content.delete(version);
  }
}
