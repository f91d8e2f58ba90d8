import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { candidateNamed } from './candidates.ts';
import { generateLoad } from './load-generator.ts';
import { startCandidate } from './measured-server.ts';
import { startSink } from './sink.ts';

/** A function of the profile, with all that it called. */
export interface Frame {
  readonly name: string;
  /** The package or part of Node that it is of. */
  readonly owner: string;
  /** Samples in it and in what it called. */
  weight: number;
  readonly calls: Map<string, Frame>;
}

/** As `--cpu-prof` writes it. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
}

const SECONDS = 4;
/** `CPU.<day>.<time>.<process>.<thread>.<count>.cpuprofile`: the thread that serves is 0. */
const OF_MAIN_THREAD = /\.0\.\d+\.cpuprofile$/;

/** Where a candidate's CPU goes while it answers: the second half of its load, without what it waited. */
export async function profileCandidate(name: string): Promise<Frame> {
  const candidate = candidateNamed(name);
  const folder = mkdtempSync(join(tmpdir(), 'qt-flame-'));
  const sink = await startSink();
  try {
    const nodeArgs = [...(candidate.nodeArgs ?? []), '--cpu-prof', `--cpu-prof-dir=${folder}`];
    const server = await startCandidate({ ...candidate, nodeArgs }, folder, sink.url);
    await generateLoad(server.url, 32, 2 * SECONDS);
    // It ends by itself then, and only so is its profile written.
    const ended = once(server.child, 'exit');
    server.child.disconnect();
    await ended;
    const file = readdirSync(folder).find((each) => OF_MAIN_THREAD.test(each));
    if (file === undefined) throw new Error(`${name}: expected a profile, actual none`);
    return foldProfile(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile);
  } finally {
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One tree of all stacks of the profile's second half. */
export function foldProfile({ nodes, samples }: Profile): Frame {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const root: Frame = { name: 'all', owner: 'node', weight: 0, calls: new Map() };
  for (const id of samples.slice(samples.length / 2)) {
    const stack: { name: string; owner: string }[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { functionName, url } = byId.get(at)?.callFrame ?? { functionName: '', url: '' };
      stack.unshift({ name: functionName || '(anonymous)', owner: ownerOf(url) });
    }
    if (stack.at(-1)?.name === '(idle)') continue;
    root.weight += 1;
    let frame = root;
    for (const { name, owner } of stack.slice(1)) {
      const key = `${owner} ${name}`;
      const next = frame.calls.get(key) ?? { name, owner, weight: 0, calls: new Map() };
      frame.calls.set(key, next);
      next.weight += 1;
      frame = next;
    }
  }
  return root;
}

function ownerOf(url: string): string {
  if (!url.startsWith('file:')) return 'node';
  const inner = url.slice(url.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const [, own] = /\/packages\/(metrics|telemetry)\//.exec(url) ?? [];
  if (!url.includes('node_modules/')) return own === undefined ? 'qt' : `@qt/${own}`;
  return inner.startsWith('@') ? inner.split('/').slice(0, 2).join('/') : (inner.split('/', 1)[0] ?? '');
}
