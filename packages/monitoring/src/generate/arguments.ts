import { isAbsolute, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What `generate` is to do. */
export interface Arguments {
  /** Compare with what is there, and write nothing. */
  readonly check: boolean;
  /** A settings file and the folder for what is made from it; undefined: the files of the repository. */
  readonly own: { readonly config: string; readonly out: string } | undefined;
}

/**
 * Parses the command line; paths are relative to the working directory.
 *
 * @throws Error that says what was expected and found
 */
export function parseArguments(args: readonly string[], committed: string): Arguments {
  const { check, config, out } = parseArgs({
    args: [...args],
    options: {
      check: { type: 'boolean', default: false },
      config: { type: 'string' },
      out: { type: 'string' },
    },
  }).values;
  if (config === undefined && out === undefined) return { check, own: undefined };
  if (config === undefined) throw new Error('--config: expected a settings file for --out, actual none');
  if (out === undefined) throw new Error('--out: expected the folder to write to with --config, actual none');
  const below = relative(committed, resolve(out));
  if (!below.startsWith('..') && !isAbsolute(below)) {
    throw new Error(`--out: expected a folder outside ${committed}, which holds the defaults, actual '${out}'`);
  }
  return { check, own: { config: resolve(config), out: resolve(out) } };
}
