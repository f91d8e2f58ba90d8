import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serviceSpecs } from './service-specs.ts';
import { readSettings } from './settings.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'qt-specs-'));
  mkdirSync(join(root, '.qt'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('serviceSpecs', () => {
  test('lets all services share what Node has compiled, in the checkout', () => {
    const caches = serviceSpecs(root, readSettings(root, ['start'], {})).map(({ env }) => env['NODE_COMPILE_CACHE']);
    expect(new Set(caches)).toEqual(new Set([join(root, 'node_modules/.cache/node')]));
  });

  test('compiles to where the operator says', () => {
    const [spec] = serviceSpecs(root, readSettings(root, ['start'], { NODE_COMPILE_CACHE: '/var/cache/qt' }));
    expect(spec?.env['NODE_COMPILE_CACHE']).toBe('/var/cache/qt');
  });
});
