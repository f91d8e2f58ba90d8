import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HttpProblem } from '@qt/nest-service';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { RunbooksController } from './runbooks.controller.ts';
import { RunbooksService } from './runbooks.service.ts';

const FOLDER = resolve(import.meta.dirname, '../../../../docs/runbooks');
const names = readdirSync(FOLDER)
  .filter((file) => file !== 'README.md')
  .map((file) => file.slice(0, -'.md'.length));

const controller = new RunbooksController(
  new RunbooksService(readConfig({ QT_ONCALL_CONTACT: 'Ann & Bob, +49 30 1234' })),
);
const linksOf = (html: string) => [...html.matchAll(/href="\/runbooks\/?([^"#]*)[^"]*"/g)].map(([, name = '']) => name);
const SERVED = ['', 'page.css', ...names];

describe.each(names)('the page of %s', (name) => {
  const markdown = readFileSync(join(FOLDER, `${name}.md`), 'utf8');
  const blocks = markdown.match(/^ *```\w+/gm) ?? [];

  test('has its title, a button for each command, and no link that leads nowhere', async () => {
    const html = await controller.page(name);
    expect(html).toContain(`<h1>${name}</h1>`);
    expect(html).toContain('On call: <strong>Ann &amp; Bob, +49 30 1234</strong>');
    expect(html.split('<button').length - 1).toBe(blocks.length);
    expect(linksOf(html).filter((link) => !SERVED.includes(link))).toEqual([]);
  });

  test('runs only the served script and has no style of its own', async () => {
    const html = await controller.page(name);
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script src="/runbooks/page.js">']);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|src="(?!\/runbooks\/)/);
  });
});

test('the index links to every runbook, with its severity', async () => {
  const html = await controller.index();
  expect(linksOf(html)).toEqual(expect.arrayContaining(names));
  expect(html.indexOf('<ul>')).toBeLessThan(html.indexOf('<h2'));
  expect(html).toContain('<a href="/runbooks/TradingHalted">TradingHalted</a> <strong>high</strong> · ');
});

test.each(['Nobody', 'README', '../README', '../../package', ''])("a runbook named '%s' is unknown", async (name) => {
  const problem = await controller.page(name).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(HttpProblem);
  expect(problem).toMatchObject({ status: 404, code: 'unknown_runbook' });
});
