import type { DecisionRecord } from '@qt/contracts';
import { shownInstant } from '../../format/instant.ts';
import { now } from '../../live/clock.ts';
import { Instant } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { GuardVerdict } from './guard-verdict.tsx';
import { OrderLife } from './order-life.tsx';
import { Scan } from './scan.tsx';

/** One decision: the answer in a sentence, then everything that led to it. */
export function Decision({ symbol, profile, minute, answer, scan, guard, order }: DecisionRecord) {
  const at = shownInstant(scan?.at ?? minute, now.peek());
  return (
    <Panel
      title={`${symbol}, ${profile ?? 'by hand'}, ${at}`}
      aside={
        <>
          the minute of <Instant at={minute} />
        </>
      }
    >
      <p class="answer">{answer}</p>
      {scan === null && order === null ? null : (
        <div class="three">
          <div>
            <h3>Model</h3>
            {scan === null ? <Nothing>No signal led to this order.</Nothing> : <Scan {...scan} />}
          </div>
          <div>
            <h3>Risk guard</h3>
            {guard === null ? <Nothing>It was not asked.</Nothing> : <GuardVerdict {...guard} />}
          </div>
          <div>
            <h3>Order</h3>
            {order === null ? <Nothing>None was placed.</Nothing> : <OrderLife {...order} />}
          </div>
        </div>
      )}
    </Panel>
  );
}
