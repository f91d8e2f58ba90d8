import { expect, test } from 'vitest';
import { foldProfile } from './flame.ts';
import { flameChart, sharesOf } from './flame-chart.ts';

const frame = (functionName: string, url = '') => ({ functionName, url });
const node = (id: number, callFrame: ReturnType<typeof frame>, ...children: number[]) => ({ id, callFrame, children });
const PROFILE = {
  nodes: [
    node(1, frame('(root)'), 2, 5),
    node(2, frame('serve', 'file:///x/node_modules/.pnpm/fastify@5/node_modules/fastify/lib/route.js'), 3, 4),
    node(3, frame('record', 'file:///x/packages/telemetry/dist/cells.js')),
    node(4, frame('write', 'node:net')),
    node(5, frame('(idle)')),
  ],
  // Only the second half counts: warm, and without what it waited.
  samples: [4, 4, 4, 4, 4, 5, 2, 3, 3, 4],
};

test('stacks are folded, each function with what it called, and waiting is left out', () => {
  const root = foldProfile(PROFILE);
  expect(root.weight).toBe(4);
  const serve = root.calls.get('fastify serve');
  expect([...(serve?.calls.values() ?? [])].map(({ name, weight }) => [name, weight])).toEqual([
    ['record', 2],
    ['write', 1],
  ]);
  expect(Object.fromEntries(sharesOf(root))).toEqual({ '@qt/telemetry': 0.5, fastify: 0.25, node: 0.25 });
});

test('a chart has a box for each frame and escapes its names', () => {
  const root = foldProfile({
    ...PROFILE,
    nodes: PROFILE.nodes.map((each) => (each.id === 4 ? { ...each, callFrame: frame('<anonymous>') } : each)),
  });
  const chart = flameChart(root, 'before & after', sharesOf(root));
  expect(chart.match(/<rect x=/g)).toHaveLength(4);
  expect(chart).toContain('&lt;anonymous&gt;');
  expect(chart).toContain('before &amp; after');
});
