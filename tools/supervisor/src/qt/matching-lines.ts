import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Line } from '../line.ts';

export interface StoredLine {
  readonly text: string;
  readonly line: Line;
}

/** The last lines of a log file that contain `id`, or any; what is not JSON is left out. */
export async function matchingLines(file: string, id: string | undefined, last: number): Promise<StoredLine[]> {
  const texts: string[] = [];
  for await (const text of createInterface({ input: createReadStream(file, 'utf8') })) {
    if (id !== undefined && !text.includes(id)) continue;
    texts.push(text);
    if (texts.length > 2 * last) texts.splice(0, texts.length - last);
  }
  return texts.slice(-last).flatMap((text) => {
    const line = parsed(text);
    return line === undefined ? [] : [{ text, line }];
  });
}

/** The last line of a file may be incomplete. */
function parsed(text: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null && 'timestamp' in line ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}
