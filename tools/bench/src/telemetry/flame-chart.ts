import type { Frame } from './flame.ts';

const WIDTH = 1200;
const ROW = 17;
const TOP = 46;
/** Narrower frames are left out, px. */
const NARROWEST = 2;
const CHARACTER = 6.2;

const COLOURS: readonly (readonly [owner: RegExp, colour: string])[] = [
  [/^(@qt|qt)/, '#4c9be8'],
  [/^@opentelemetry|^(require-in-the-middle|import-in-the-middle)/, '#e8864c'],
  [/pino|sonic-boom|thread-stream/, '#d9b13b'],
  [/^@nestjs|^rxjs/, '#d98a9b'],
  [/fastify|find-my-way|light-my-request|middie/, '#8fc08a'],
];
const OTHER = '#c9cdd4';

/** A flame graph: a frame is as wide as its share of the CPU, its callees are above it. */
export function flameChart(root: Frame, title: string, shares: readonly (readonly [string, number])[]): string {
  const boxes: string[] = [];
  let deepest = 0;
  const draw = (frame: Frame, x: number, depth: number) => {
    const width = (frame.weight / root.weight) * WIDTH;
    if (width < NARROWEST) return;
    deepest = Math.max(deepest, depth);
    boxes.push(boxOf(frame, x, depth, width, frame.weight / root.weight));
    let left = x;
    for (const call of [...frame.calls.values()].sort((a, b) => b.weight - a.weight)) {
      draw(call, left, depth + 1);
      left += (call.weight / root.weight) * WIDTH;
    }
  };
  draw(root, 0, 0);
  const height = TOP + (deepest + 1) * ROW + 6;
  const legend = shares.map(([owner, share]) => `${owner} ${(share * 100).toFixed(0)} %`).join(' · ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="monospace" font-size="10">`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    `<text x="8" y="18" font-size="14">${escaped(title)}</text>`,
    `<text x="8" y="36" fill="#555">${escaped(legend)}</text>`,
    // The root is at the bottom.
    `<g transform="translate(0 ${height - 6}) scale(1 -1)">`,
    ...boxes,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** What each owner takes of the CPU itself, without what it calls; the largest first. */
export function sharesOf(root: Frame): (readonly [owner: string, share: number])[] {
  const own = new Map<string, number>();
  const visit = (frame: Frame) => {
    let called = 0;
    for (const call of frame.calls.values()) {
      called += call.weight;
      visit(call);
    }
    own.set(frame.owner, (own.get(frame.owner) ?? 0) + frame.weight - called);
  };
  visit(root);
  return [...own]
    .map(([owner, weight]) => [owner, weight / root.weight] as const)
    .filter(([, share]) => share >= 0.005)
    .sort(([, a], [, b]) => b - a);
}

function boxOf({ name, owner }: Frame, x: number, depth: number, width: number, share: number): string {
  const colour = COLOURS.find(([of]) => of.test(owner))?.[1] ?? OTHER;
  const y = depth * ROW;
  const text =
    name.length * CHARACTER < width - 4 ? name : name.slice(0, Math.max(0, Math.floor((width - 4) / CHARACTER)));
  const label =
    text.length < 3
      ? ''
      : `<text transform="translate(${(x + 2).toFixed(1)} ${y + 5}) scale(1 -1)">${escaped(text)}</text>`;
  const hint = `${name} (${owner}) ${(share * 100).toFixed(1)} %`;
  return `<g><title>${escaped(hint)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${colour}"/>${label}</g>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
