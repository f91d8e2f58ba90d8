import { Chart, type ChartSeries } from '../../parts/chart.tsx';
import { Nothing } from '../../parts/panel.tsx';
import { PERCENT } from './minutes.ts';

interface ShareChartProps {
  /** What it shows, in words. */
  readonly label: string;
  /** Unix seconds, one a minute. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
}

/** Percentages minute by minute; one minute alone is no line. */
export function ShareChart({ label, times, series }: ShareChartProps) {
  if (times.length < 2) return <Nothing>The second minute has not begun yet.</Nothing>;
  return <Chart label={label} times={times} series={series} height={160} range={PERCENT} />;
}
