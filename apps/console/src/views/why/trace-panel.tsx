import { useSignal } from '@preact/signals';
import type { Trace } from '@qt/contracts';
import { useFetched } from '../../api/use-fetched.ts';
import { shownSpan } from '../../format/duration.ts';
import { counted } from '../../format/words.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { Status } from '../../parts/status.tsx';
import { lengthOf, unfolded, type WaterfallRow, waterfallOf } from './waterfall.ts';

/** A trace as a waterfall: a table that is read line by line as well, with a bar for when each span ran. */
export function TracePanel({ id }: { readonly id: string }) {
  const answer = useFetched<Trace>(`/console/traces/${id}`);
  return (
    <Panel title={`Trace ${id}`} aside={answer?.ok ? asideOf(answer.body) : undefined}>
      <Fetched answer={answer}>
        {({ spans, detail, missing }) => (
          <>
            {missing.length === 0 ? null : (
              <p class="missing">Without the spans of {missing.join(', ')}, which did not answer.</p>
            )}
            {spans.length === 0 ? (
              <Nothing>The trace is nowhere: {detail}.</Nothing>
            ) : (
              <Waterfall rows={waterfallOf(spans)} />
            )}
          </>
        )}
      </Fetched>
    </Panel>
  );
}

function asideOf({ source, spans }: Trace): string {
  if (source === 'none') return 'not found';
  return `${counted(spans.length, 'span')}, ${source === 'jaeger' ? 'from Jaeger' : 'as the services keep them'}`;
}

function Waterfall({ rows }: { readonly rows: readonly WaterfallRow[] }) {
  const folded = useSignal<ReadonlySet<string>>(new Set());
  const fold = (id: string) => {
    const next = new Set(folded.value);
    if (!next.delete(id)) next.add(id);
    folded.value = next;
  };
  const length = lengthOf(rows);
  return (
    <Scroll>
      <table class="waterfall">
        <thead>
          <tr>
            <th scope="col">Span</th>
            <th scope="col">Service</th>
            <th scope="col" class="number">
              After
            </th>
            <th scope="col" class="number">
              Took
            </th>
            <th scope="col" class="when">
              Within {shownSpan(length)}
            </th>
          </tr>
        </thead>
        <tbody>
          {unfolded(rows, folded.value).map((row) => (
            <SpanRow
              key={row.span.span_id}
              {...row}
              length={length}
              folded={folded.value.has(row.span.span_id)}
              onFold={fold}
            />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

interface SpanRowProps extends WaterfallRow {
  /** Of the trace, ms. */
  readonly length: number;
  readonly folded: boolean;
  readonly onFold: (id: string) => void;
}

function SpanRow({ span, depth, inside, offsetMs, length, folded, onFold }: SpanRowProps) {
  const { span_id, name, service, duration_ms, error } = span;
  const share = (ms: number) => `${length === 0 ? 0 : (ms / length) * 100}%`;
  return (
    <tr>
      <th scope="row" style={{ paddingInlineStart: `${depth}rem` }}>
        {inside === 0 ? (
          <span class="leaf">{name}</span>
        ) : (
          <button type="button" class="fold" aria-expanded={!folded} onClick={() => onFold(span_id)}>
            {name}
          </button>
        )}
        {folded ? <span class="note"> and {inside} inside</span> : null}
        {error === null ? null : (
          <small>
            <Status is="bad">failed: {error}</Status>
          </small>
        )}
      </th>
      <td>{service}</td>
      <td class="number">{shownSpan(offsetMs)}</td>
      <td class="number">{shownSpan(duration_ms)}</td>
      <td class="when">
        <div
          aria-hidden="true"
          class={error === null ? 'bar' : 'bar bad'}
          style={{ marginInlineStart: share(offsetMs), inlineSize: share(duration_ms) }}
        />
      </td>
    </tr>
  );
}
