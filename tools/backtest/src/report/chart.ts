export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface ChartOptions {
  readonly title: string;
  readonly xText: (x: number) => string;
  readonly yText: (y: number) => string;
  /** Area down to this value instead of a line alone. */
  readonly areaTo?: number;
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [720, 220, 70, 28, 12];
/** More points than pixels say nothing. */
const MOST_POINTS = 720;

/** A line of points (ascending x) as SVG, with the ends of both axes labelled. */
export function lineChart(all: readonly Point[], { title, xText, yText, areaTo }: ChartOptions): string {
  const points = thinned(all);
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = [Math.min(...ys, ...(areaTo === undefined ? [] : [areaTo])), Math.max(...ys)];
  const across = (x: number) => LEFT + ((x - x0) / (x1 - x0 || 1)) * (WIDTH - LEFT - 10);
  const up = (y: number) => HEIGHT - BOTTOM - ((y - y0) / (y1 - y0 || 1)) * (HEIGHT - BOTTOM - TOP);
  const line = points.map(({ x, y }) => `${across(x).toFixed(1)},${up(y).toFixed(1)}`).join(' ');
  const area =
    areaTo === undefined
      ? ''
      : `<polygon class="area" points="${across(x0).toFixed(1)},${up(areaTo).toFixed(1)} ${line} ${across(x1).toFixed(1)},${up(areaTo).toFixed(1)}"/>`;
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}"><title>${title}</title>` +
    `<line class="axis" x1="${LEFT}" y1="${HEIGHT - BOTTOM}" x2="${WIDTH - 10}" y2="${HEIGHT - BOTTOM}"/>` +
    `${area}<polyline class="line" points="${line}"/>` +
    `<text x="${LEFT - 6}" y="${up(y1) + 4}" text-anchor="end">${yText(y1)}</text>` +
    `<text x="${LEFT - 6}" y="${up(y0) + 4}" text-anchor="end">${yText(y0)}</text>` +
    `<text x="${LEFT}" y="${HEIGHT - 8}">${xText(x0)}</text>` +
    `<text x="${WIDTH - 10}" y="${HEIGHT - 8}" text-anchor="end">${xText(x1)}</text></svg>`
  );
}

function thinned(points: readonly Point[]): readonly Point[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => index % step === 0 || index === points.length - 1);
}
