import type { Browser } from 'playwright-core';
import { inPath, isExecutable } from './programs.ts';

/** Debian's Chromium, from PATH; undefined: there is none, and what needs it is skipped by name. */
export const CHROMIUM = inPath('chromium').find(isExecutable);

/** @throws Error if there is no Chromium */
export async function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('chromium: expected in PATH, actual missing; apt-get install chromium');
  const { chromium } = await import('playwright-core');
  // In a container of CI one is root, for whom Chromium has no sandbox.
  return await chromium.launch({ executablePath: CHROMIUM, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}
