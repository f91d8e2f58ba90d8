import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import { ApiConfig } from '../config.ts';
import { inlineHtml, runbookHtml } from './runbook-markdown.ts';
import { runbookPage } from './runbook-page.ts';

/** A package of the workspace, so that it is found from the source and in an image. */
const FOLDER = dirname(fileURLToPath(import.meta.resolve('@qt/docs/runbooks/README.md')));
const EXTENSION = '.md';
const INDEX = `README${EXTENSION}`;

/** The runbooks as pages, rendered at each request: they are small and seldom asked for. */
@Injectable()
export class RunbooksService {
  constructor(private readonly config: ApiConfig) {}

  /** The page of an alert; undefined if there is none of this name. */
  async page(alert: string): Promise<string | undefined> {
    const file = `${alert}${EXTENSION}`;
    if (!(await runbookFiles()).includes(file)) return undefined;
    return runbookPage(alert, runbookHtml(await read(file)), this.config.QT_ONCALL_CONTACT);
  }

  /** A list of the runbooks with severity and service, and how to use them. */
  async index(): Promise<string> {
    const entries = await Promise.all(
      (await runbookFiles()).map(async (file) => {
        const name = file.slice(0, -EXTENSION.length);
        const badge = /^# .*\n\n(.*)$/m.exec(await read(file))?.[1] ?? '';
        return `<li><a href="/runbooks/${name}">${name}</a> ${inlineHtml(badge)}</li>\n`;
      }),
    );
    const list = `<ul>\n${entries.join('')}</ul>\n`;
    // Below the introduction, which says how to stop trading.
    return runbookPage(
      'Runbooks',
      runbookHtml(await read(INDEX)).replace('<h2', (heading) => list + heading),
      this.config.QT_ONCALL_CONTACT,
    );
  }
}

async function runbookFiles(): Promise<string[]> {
  const files = await readdir(FOLDER);
  return files.filter((file) => file.endsWith(EXTENSION) && file !== INDEX).sort();
}

function read(file: string): Promise<string> {
  return readFile(join(FOLDER, file), 'utf8');
}
