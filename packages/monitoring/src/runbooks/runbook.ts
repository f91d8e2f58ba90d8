/** A fenced block of a runbook. */
export interface Block {
  /** The info string, split at spaces: `sh run` has the words `sh` and `run`. */
  readonly words: readonly string[];
  readonly text: string;
  /** The second-level heading above it. */
  readonly heading: string;
}

export interface Runbook {
  readonly title: string;
  /** The paragraph below the title. */
  readonly badge: string;
  /** Second-level headings, in order. */
  readonly headings: readonly string[];
  readonly blocks: readonly Block[];
}

const FENCE = /^( *)```(.*)$/;

/** Parses a page of `docs/runbooks`. Blocks inside lists lose their indentation. */
export function parseRunbook(markdown: string): Runbook {
  const headings: string[] = [];
  const blocks: Block[] = [];
  let title = '';
  let badge = '';
  let open: { indent: number; words: string[]; lines: string[] } | undefined;
  for (const line of markdown.split('\n')) {
    const [, indent = '', info = ''] = FENCE.exec(line) ?? [];
    if (open !== undefined && FENCE.test(line)) {
      blocks.push({ words: open.words, text: open.lines.join('\n'), heading: headings.at(-1) ?? '' });
      open = undefined;
    } else if (open !== undefined) open.lines.push(line.slice(open.indent));
    else if (FENCE.test(line)) open = { indent: indent.length, words: info.split(' ').filter(Boolean), lines: [] };
    else if (line.startsWith('# ')) title = line.slice(2);
    else if (line.startsWith('## ')) headings.push(line.slice(3));
    else if (badge === '' && line !== '') badge = line;
  }
  return { title, badge, headings, blocks };
}

/** The blocks whose info string has all of these words, such as `sh` and `run`. */
export function blocksOf({ blocks }: Runbook, ...words: readonly string[]): Block[] {
  return blocks.filter((block) => words.every((word) => block.words.includes(word)));
}

const EXPECTED = /^# → (.*)$/;

/** The output that a block expects: one pattern for each of its `# → …` lines, in which `…` matches anything. */
export function expectedOutput({ text }: Block): RegExp[] {
  const lines = text.split('\n').flatMap((line) => EXPECTED.exec(line)?.[1] ?? []);
  return lines.map((line) => new RegExp(line.split('…').map(escaped).join('.*')));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
