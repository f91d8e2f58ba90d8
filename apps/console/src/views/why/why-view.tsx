import type { DecisionRecord } from '@qt/contracts';
import { withQuery } from '../../api/call.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { latest } from '../../live/sections.ts';
import { route } from '../../page/route.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Decision } from './decision.tsx';
import { IdForm } from './id-form.tsx';
import { MinuteForm } from './minute-form.tsx';
import { RequestEvents } from './request-events.tsx';
import { TracePanel } from './trace-panel.tsx';

const TRACE_ID = /^[0-9a-f]{32}$/;

/** Why there was a trade, or none: by symbol, profile and minute, or by the id of a request, a trace or an order. */
export function WhyView() {
  const { id, at, ...given } = route.value.query;
  const symbols = latest.money.value?.section.prices.map((price) => price.symbol) ?? [];
  const profiles = latest.model.value?.section.profiles.map((each) => each.profile) ?? [];
  const symbol = given['symbol'] ?? symbols[0];
  const profile = given['profile'] ?? profiles[0];
  if (symbol === undefined || profile === undefined) return <Nothing>Waiting for the symbols of the API…</Nothing>;
  return (
    <div class="panels">
      <Panel title="Why was there a trade, or none?">
        <div class="ask" key={JSON.stringify(route.value.query)}>
          <MinuteForm symbol={symbol} profile={profile} at={at} symbols={symbols} profiles={profiles} />
          <IdForm id={id ?? ''} />
        </div>
      </Panel>
      <Answers query={id === undefined ? { symbol, profile, at } : { id }} />
      {id === undefined ? null : <RequestEvents id={id} />}
    </div>
  );
}

function Answers({ query }: { readonly query: Readonly<Record<string, string | undefined>> }) {
  const answer = useFetched<{ readonly items: readonly DecisionRecord[] }>(withQuery('/console/why', query));
  return (
    <Fetched answer={answer}>
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <Nothing>No decision and no order was made under this id in the last 24 h.</Nothing>
          ) : (
            items.map((item) => (
              <Decision key={`${item.symbol} ${item.profile} ${item.scan?.at ?? item.minute}`} {...item} />
            ))
          )}
          {tracesOf(query['id'], items).map((id) => (
            <TracePanel key={id} id={id} />
          ))}
        </>
      )}
    </Fetched>
  );
}

/** Each trace once; a trace that is asked for by its id needs no decision. */
function tracesOf(asked: string | undefined, items: readonly DecisionRecord[]): string[] {
  const found = [
    ...(asked !== undefined && TRACE_ID.test(asked) ? [asked] : []),
    ...items.map((item) => item.trace_id),
  ];
  return [...new Set(found)].filter((id) => id !== null);
}
