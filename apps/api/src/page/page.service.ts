import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Injectable } from '@nestjs/common';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** A file of the page, ready to be sent. */
export interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
}

/** The operator's console as `apps/console` was built: a few small files, kept in memory. */
@Injectable()
export class PageService {
  /** Undefined: the page has not been built. */
  readonly html: string | undefined;
  /** Of the build; the page reads the same from itself, and asks for a reload when they differ. Empty: not built. */
  readonly build: string;
  readonly #assets: ReadonlyMap<string, Asset>;

  constructor() {
    const folder = builtPage();
    this.html = folder && readFileSync(join(folder, 'index.html'), 'utf8');
    this.build = folder === undefined ? '' : buildOf(join(folder, 'build.json'));
    this.#assets = folder === undefined ? new Map() : assetsIn(join(folder, 'assets'));
  }

  /** A file by its hashed name; undefined if this build has none of that name. */
  asset(name: string): Asset | undefined {
    return this.#assets.get(name);
  }
}

/** A package of the workspace, so that it is found from the source and in an image. */
function builtPage(): string | undefined {
  try {
    const index = fileURLToPath(import.meta.resolve('@qt/console/page/index.html'));
    readFileSync(index);
    return join(index, '..');
  } catch {
    return undefined;
  }
}

function buildOf(file: string): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly id: string }).id;
}

function assetsIn(folder: string): Map<string, Asset> {
  return new Map(
    readdirSync(folder).map((name) => {
      const plain = readFileSync(join(folder, name));
      const type = TYPES[extname(name)] ?? 'application/octet-stream';
      return [name, { type, plain, gzip: gzipSync(plain) }];
    }),
  );
}
