import type { CalibrationCurve } from './calibration.ts';

const [SIZE, LEFT, BOTTOM] = [240, 34, 28];

/** Predicted against observed probability of a rise: on the diagonal a prediction is as good as its word. */
export function reliabilityPlot({ profile, entryThreshold, bins }: CalibrationCurve): string {
  const across = (share: number) => LEFT + share * (SIZE - LEFT - 8);
  const up = (share: number) => SIZE - BOTTOM - share * (SIZE - BOTTOM - 8);
  const at = (x: number, y: number) => `${across(x).toFixed(1)},${up(y).toFixed(1)}`;
  const dots = bins
    .map(({ predicted, observed, count }) => {
      const [x, y] = at(predicted, observed).split(',');
      return `<circle class="dot" cx="${x}" cy="${y}" r="${Math.min(8, 2 + Math.log10(count))}"><title>${count} predictions</title></circle>`;
    })
    .join('');
  return (
    `<svg viewBox="0 0 ${SIZE} ${SIZE}" class="square" role="img" aria-label="reliability of ${profile}"><title>${profile}</title>` +
    `<polyline class="axis" points="${at(0, 1)} ${at(0, 0)} ${at(1, 0)}"/>` +
    `<polyline class="diagonal" points="${at(0, 0)} ${at(1, 1)}"/>` +
    `<polyline class="threshold" points="${at(entryThreshold, 0)} ${at(entryThreshold, 1)}"/>` +
    `<polyline class="line" points="${bins.map(({ predicted, observed }) => at(predicted, observed)).join(' ')}"/>${dots}` +
    `<text x="${LEFT - 4}" y="${up(1) + 8}" text-anchor="end">1</text><text x="${across(1)}" y="${SIZE - 10}" text-anchor="end">1</text>` +
    `<text x="${across(0.5)}" y="${SIZE - 10}" text-anchor="middle">predicted</text>` +
    `<text x="${LEFT + 6}" y="${up(1) + 10}">${profile}</text></svg>`
  );
}
