import type { ModelFiles } from './model-file.repository.ts';

/** Files in memory; one that is not there, or is empty, cannot be loaded. */
export function memoryFiles(): ModelFiles & { readonly content: Map<string, Uint8Array> } {
  const content = new Map<string, Uint8Array>();
  return {
    content,
    save: async (version, artifact) => void content.set(version, artifact),
    async load(version) {
      const artifact = content.get(version);
      if (artifact === undefined || artifact.byteLength === 0) throw new Error(`model file: damaged`);
      return artifact;
    },
    async keepOnly(versions) {
      for (const version of content.keys()) if (!versions.has(version)) content.delete(version);
    },
  };
}
