import type { Block, Runbook } from '../runbooks/runbook.ts';
import { expectedOutput } from '../runbooks/runbook.ts';

/** Where qt runs, and the command that every block for it needs; `start` has plain processes and files. */
const PLATFORMS = { start: undefined, compose: 'docker ', kubernetes: 'kubectl ' } as const;
type Platform = keyof typeof PLATFORMS;
const NAMES = Object.keys(PLATFORMS) as Platform[];

/** What works on one platform alone: process ids, log files, the machine's own disk and clock, and the other two's tools. */
const ONE_PLATFORM =
  /\.pid\b|\/logs\/|\bkill (?:-|"|\d)|\bps -o|\bdf -|\bdu -|\bls -|\buptime\b|\btimedatectl\b|\bdocker \w|\bkubectl \w/;

/** The problems of a page's commands, one per line: a platform without its command, a command without its output. */
export function commandProblems({ blocks }: Runbook): string[] {
  const commands = blocks.filter(({ words }) => words[0] === 'sh' && !words.includes('rehearse'));
  return commands.flatMap((block, n) => [
    ...sequenceProblems(commands, n),
    ...ownProblems(block),
    ...(expectedOutput(block).length > 0
      ? []
      : [`${shown(block)}: expected a line '# → …' with its output, actual none`]),
  ]);
}

function platformOf({ words }: Block): Platform | undefined {
  return NAMES.find((name) => words.includes(name));
}

/** The same command for each platform stands in a row: the next of a platform is the next in the list. */
function sequenceProblems(commands: readonly Block[], n: number): string[] {
  const block = commands[n] as Block;
  const at = indexOf(block);
  const before = at > 0 ? NAMES[at - 1] : undefined;
  const after = at >= 0 ? NAMES[at + 1] : undefined;
  const previous = commands[n - 1];
  const next = commands[n + 1];
  return [
    ...(before !== undefined && (previous === undefined || platformOf(previous) !== before)
      ? [`${shown(block)}: expected the command for ${before} before that for ${NAMES[at]}, actual none`]
      : []),
    ...(after !== undefined && (next === undefined || platformOf(next) !== after)
      ? [`${shown(block)}: expected the command for ${after} after that for ${NAMES[at]}, actual none`]
      : []),
  ];
}

function indexOf(block: Block): number {
  const platform = platformOf(block);
  return platform === undefined ? -1 : NAMES.indexOf(platform);
}

function ownProblems(block: Block): string[] {
  const platform = platformOf(block);
  if (platform === undefined) {
    const [found] = ONE_PLATFORM.exec(block.text) ?? [];
    return found === undefined
      ? []
      : [`${shown(block)}: expected a command of every platform, actual '${found.trim()}'`];
  }
  const tool = PLATFORMS[platform];
  return tool === undefined || block.text.includes(tool)
    ? []
    : [`${shown(block)}: expected ${tool.trim()} for ${platform}, actual none`];
}

function shown({ heading, text }: Block): string {
  return `${heading || 'introduction'}: '${text.split('\n')[0]?.slice(0, 60)}'`;
}
