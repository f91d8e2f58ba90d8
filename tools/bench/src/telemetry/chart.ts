import type { HttpResult } from './http.ts';

const ROW = 26;
const LEFT = 310;
const WIDTH = 420;

/** Throughput of each candidate as a bar, its quartiles as a line, bare being 100 %. */
export function throughputChart(results: readonly HttpResult[]): string {
  const height = results.length * ROW + 40;
  const x = (ratio: number) => LEFT + Math.min(ratio, 1.2) * (WIDTH / 1.2);
  const rows = results.map(({ name, throughput }, row) => {
    const y = row * ROW + 10;
    const middle = y + 9;
    const colour = name.startsWith('qt') ? '#1f77b4' : '#b0b7c3';
    return [
      `<text x="${LEFT - 8}" y="${middle + 4}" text-anchor="end">${name.replaceAll('&', '&amp;')}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${(x(throughput.median) - LEFT).toFixed(1)}" height="18" fill="${colour}"/>`,
      `<line x1="${x(throughput.low).toFixed(1)}" x2="${x(throughput.high).toFixed(1)}" y1="${middle}" y2="${middle}" stroke="#222"/>`,
      `<text x="${(x(throughput.high) + 6).toFixed(1)}" y="${middle + 4}">${(throughput.median * 100).toFixed(0)} %</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + WIDTH + 60}" height="${height}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...rows,
    `<text x="${LEFT}" y="${height - 12}" fill="#555">requests for each CPU second of the server, bare NestJS on Fastify = 100 %</text>`,
    '</svg>',
    '',
  ].join('\n');
}
