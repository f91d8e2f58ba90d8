import type { EquitySample } from '@qt/performance';
import { lineChart } from './chart.ts';
import { partsTable } from './parts-table.ts';
import { reliabilityPlot } from './reliability-plot.ts';
import type { Report } from './report.ts';
import { summaryOf } from './summary.ts';

const STYLE = `
:root { color-scheme: light dark; --line: #1f6feb; --soft: #1f6feb33; --grey: #8888; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; } td, th { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid var(--grey); }
td:first-child, th:first-child { text-align: left; } svg { width: 100%; height: auto; } svg.square { width: 15rem; }
svg text { font-size: 11px; fill: currentColor; } .line { fill: none; stroke: var(--line); stroke-width: 1.5; }
.area { fill: var(--soft); } .axis { fill: none; stroke: currentColor; } .dot { fill: var(--line); }
.diagonal, .threshold { fill: none; stroke: var(--grey); stroke-dasharray: 4 3; }`;

/** The report as one page that needs nothing else. */
export function pageOf(report: Report, equity: readonly EquitySample[]): string {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const usdt = (value: number) => value.toFixed(0);
  let peak = Number.NEGATIVE_INFINITY;
  const drawdowns = equity.map(({ at, equity: value }) => {
    peak = Math.max(peak, value);
    return { x: at, y: value - peak };
  });
  const curve = equity.map(({ at, equity: value }) => ({ x: at, y: value }));
  const title = `Back-test of ${report.symbols.join(', ')}, ${report.from.slice(0, 10)} to ${report.to.slice(0, 10)}`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style>
<h1>${title}</h1>
<ul>${summaryOf(report)
    .map((line) => `<li>${line}</li>`)
    .join('')}</ul>
<h2>Equity, USDT</h2>${lineChart(curve, { title: 'equity', xText: day, yText: usdt })}
<h2>Drawdown, USDT</h2>${lineChart(drawdowns, { title: 'drawdown', xText: day, yText: usdt, areaTo: 0 })}
<h2>Trades</h2>${partsTable(report)}
<h2>Reliability</h2><p>Predicted probability of a rise against how often it came; right of the dashed line the profile buys.</p>
${report.calibration.map(reliabilityPlot).join('')}
</html>
`;
}
