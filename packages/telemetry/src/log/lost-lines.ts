import { createInterface } from 'node:readline';

const EVENT = 'log.lines.dropped';

/** What a process that stores a service's log tells it on its stdin when it lost some of the lines. */
export function lostLines(lines: number): string {
  return `${JSON.stringify({ event: EVENT, lines })}\n`;
}

/** Calls back with each count that comes on `stdin`; other input means nothing here. */
export function onLostLines(stdin: NodeJS.ReadableStream, count: (lines: number) => void): void {
  createInterface({ input: stdin }).on('line', (text) => {
    const lines = linesOf(text);
    if (lines !== undefined) count(lines);
  });
}

function linesOf(text: string): number | undefined {
  try {
    const { event, lines } = JSON.parse(text) as { event?: unknown; lines?: unknown };
    return event === EVENT && Number.isSafeInteger(lines) && Number(lines) > 0 ? Number(lines) : undefined;
  } catch {
    return undefined;
  }
}
