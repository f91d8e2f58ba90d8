import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';

/** One line or row of marks of a chart. */
export interface ChartSeries {
  readonly label: string;
  /** A custom property of the style sheet: `--ok`. */
  readonly colour: `--${string}`;
  /** One value for each time; null: none. Floats: pixels, never money. */
  readonly values: readonly (number | null)[];
  /** Marks without a line, or a dashed line. */
  readonly as?: 'marks' | 'dashes';
}

interface ChartProps {
  /** What it shows, in words, for whoever cannot see it. */
  readonly label: string;
  /** Unix seconds, ascending. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly height?: number;
  /** Of the values, where it does not follow from them: 0 to 100 of a percentage. One that stays the same. */
  readonly range?: readonly [number, number];
}

const HEIGHT = 220;
/** Room for `14:03:30`, in px. */
const TICK_WIDTH = 80;

/** A chart over time that fits its place, follows the colour scheme, and is drawn anew when what it shows changes. */
export function Chart({ label, times, series, height = HEIGHT, range }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const rows = [times, ...series.map(({ values }) => values)] as unknown as uPlot.AlignedData;
    let plot = draw();
    function draw() {
      return new uPlot(optionsOf(element as HTMLElement, series, height, range), rows, element as HTMLElement);
    }
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => {
      plot.destroy();
      plot = draw();
    };
    scheme.addEventListener('change', redraw);
    return () => {
      scheme.removeEventListener('change', redraw);
      observer.disconnect();
      plot.destroy();
    };
  }, [times, series, height, range]);
  return <div class="chart" role="img" aria-label={label} ref={place} />;
}

function optionsOf(
  element: HTMLElement,
  series: readonly ChartSeries[],
  height: number,
  range: ChartProps['range'],
): uPlot.Options {
  const style = getComputedStyle(element);
  // `light-dark()` is only resolved on a property that has a colour.
  const colour = (name: string) => {
    element.style.color = `var(${name})`;
    const resolved = getComputedStyle(element).color;
    element.style.color = '';
    return resolved;
  };
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
    font: `12px ${style.fontFamily}`,
  };
  return {
    width: element.clientWidth,
    height,
    // The last tick's label stands half beyond the plot.
    padding: [null, TICK_WIDTH / 2, null, null],
    scales: range === undefined ? {} : { y: { range: [...range] } },
    legend: { live: true },
    cursor: { y: false },
    axes: [
      {
        ...axis,
        space: TICK_WIDTH,
        values: (_, ticks, _axis, _space, step) => ticks.map((tick) => clockTime(tick, step)),
      },
      { ...axis, size: 76, values: (_, ticks) => ticks.map((tick) => tick.toLocaleString('en')) },
    ],
    series: [
      { value: (_, at) => (at == null ? '–' : new Date(at * 1000).toLocaleTimeString('en-GB')) },
      ...series.map(({ label, colour: name, as }) => ({
        label,
        stroke: colour(name),
        width: as === 'marks' ? 0 : 1.5,
        ...(as === 'dashes' ? { dash: [6, 4] } : {}),
        ...(as === 'marks' ? { fill: colour(name) } : {}),
        points: as === 'marks' ? { show: true, size: 9, fill: colour(name) } : { show: false },
        value: (_: uPlot, value: number | null) => (value == null ? '–' : value.toLocaleString('en')),
      })),
    ],
  };
}

/** `14:03` of Unix seconds, with the seconds where ticks are closer than a minute. */
function clockTime(at: number, step: number): string {
  return new Date(at * 1000).toLocaleTimeString('en-GB').slice(0, step < 60 ? 8 : 5);
}
