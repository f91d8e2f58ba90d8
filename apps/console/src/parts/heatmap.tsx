import { useEffect, useRef } from 'preact/hooks';

interface HeatmapProps {
  /** What it shows, in words, for whoever cannot see it. */
  readonly label: string;
  /** From the lowest row to the highest. */
  readonly rows: readonly string[];
  /** Unix ms of the first column's start and the last one's end. */
  readonly from: number;
  readonly to: number;
  /** By column and row, 0 or more. */
  readonly counts: readonly (readonly number[])[];
}

/** The weakest cell that was counted in is still seen. */
const WEAKEST = 0.15;

/** Counts by time and row: the more, the stronger. Follows its place and the colour scheme. */
export function Heatmap({ label, rows, from, to, counts }: HeatmapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const redraw = () => draw(element, rows.length, counts);
    const observer = new ResizeObserver(redraw);
    observer.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', redraw);
    return () => {
      observer.disconnect();
      scheme.removeEventListener('change', redraw);
    };
  }, [rows.length, counts]);
  return (
    <div class="heatmap" role="img" aria-label={label}>
      <ol aria-hidden="true">
        {rows.map((row) => (
          <li key={row}>{row}</li>
        ))}
      </ol>
      <div class="cells">
        <canvas ref={canvas} />
      </div>
      <p aria-hidden="true">
        <span>{clockTime(from)}</span>
        <span>{clockTime(to)}</span>
      </p>
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, rows: number, counts: HeatmapProps['counts']): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  canvas.width = canvas.clientWidth * devicePixelRatio;
  canvas.height = canvas.clientHeight * devicePixelRatio;
  context.fillStyle = getComputedStyle(canvas).color;
  const most = Math.sqrt(Math.max(1, ...counts.flat()));
  const [width, height] = [canvas.width / counts.length, canvas.height / rows];
  for (const [column, values] of counts.entries()) {
    for (const [row, count] of values.entries()) {
      if (count === 0) continue;
      context.globalAlpha = WEAKEST + (1 - WEAKEST) * (Math.sqrt(count) / most);
      context.fillRect(column * width, canvas.height - (row + 1) * height, Math.max(1, width - 1), height - 1);
    }
  }
}

/** `14:03`, in the reader's own time. */
function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB').slice(0, 5);
}
