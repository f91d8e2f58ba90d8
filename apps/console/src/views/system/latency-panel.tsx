import type { SystemSection } from '@qt/contracts';
import { shownLatency } from '../../format/duration.ts';
import { counted } from '../../format/words.ts';
import { Heatmap } from '../../parts/heatmap.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { minutesOf, requestsOf } from './minutes.ts';

const MINUTE_MS = 60_000;

/** How long requests took, minute by minute: one row for each bucket of the metric. */
export function LatencyPanel({ from, latency }: Pick<SystemSection, 'from' | 'latency'>) {
  const { upper_bounds, counts } = latency;
  const asked = requestsOf(latency).reduce((sum, requests) => sum + requests, 0);
  const last = upper_bounds.at(-1) ?? 0;
  const rows = [...upper_bounds.map((bound) => `≤ ${shownBound(bound)}`), `> ${shownBound(last)}`];
  const first = Date.parse(from);
  return (
    <Panel title="Latency of the API" class="two" aside={`${counted(Math.round(asked), 'request')} of clients`}>
      {asked === 0 ? (
        <Nothing>No client has asked for anything yet. What the console itself asks is not counted here.</Nothing>
      ) : (
        <Heatmap
          label="Requests by minute and latency; the table of routes has it in numbers"
          rows={rows}
          from={first}
          to={first + minutesOf({ from, latency }).length * MINUTE_MS}
          counts={counts}
        />
      )}
    </Panel>
  );
}

/** `5 ms`, `2.5 s`. */
function shownBound(seconds: number): string {
  return seconds < 1 ? shownLatency(seconds * 1000) : `${seconds} s`;
}
