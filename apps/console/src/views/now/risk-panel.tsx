import type { NowSection, RiskState } from '@qt/contracts';
import { shownDuration } from '../../format/duration.ts';
import { shareOf } from '../../format/share.ts';
import { percent, words } from '../../format/words.ts';
import { Money } from '../../parts/decimal.tsx';
import { Ago, Instant } from '../../parts/instant.tsx';
import { Meter } from '../../parts/meter.tsx';
import { Missing, Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';

const STATE = { active: 'ok', reducing: 'warn', halted: 'bad' } as const;
const BOOKS = { agree: 'ok', unknown: 'warn', differ: 'bad' } as const;

/** The risk guard: state, kill switch, loss against its limit, books, its own prices and clock. */
export function RiskPanel({ risk }: Pick<NowSection, 'risk'>) {
  return (
    <Panel title="Risk guard">
      {risk.ok ? (
        <Guard {...risk.answer} />
      ) : (
        <Missing what="The risk guard" detail={risk.detail}>
          No order goes out without it. For <Ago at={risk.since} />.
        </Missing>
      )}
    </Panel>
  );
}

function Guard({ state, kill_switch, daily_loss, daily_loss_limit, books, prices, clock_offset_seconds }: RiskState) {
  const share = shareOf(daily_loss, daily_loss_limit);
  const stale = prices.filter((price) => price.stale);
  const oldest = Math.max(0, ...prices.map(({ age_seconds }) => age_seconds));
  return (
    <dl class="facts">
      <dt>State</dt>
      <dd>
        <Status is={STATE[state]}>{state}</Status>
      </dd>
      <dt>Kill switch</dt>
      <dd>
        <Status is={kill_switch.engaged ? 'bad' : 'ok'}>{kill_switch.engaged ? 'engaged' : 'released'}</Status>
        {kill_switch.engaged ? (
          <span class="note">
            {' '}
            by {kill_switch.actor}: {kill_switch.reason}, since <Instant at={kill_switch.since} />
          </span>
        ) : null}
      </dd>
      <dt>Loss of 24 h</dt>
      <dd>
        <Money value={daily_loss} /> of <Money value={daily_loss_limit} unit="USDT" />, {percent(Math.max(0, share))}
        <Meter share={share} label="Loss of 24 h against its limit" />
      </dd>
      <dt>Books</dt>
      <dd title={books.detail}>
        <Status is={BOOKS[books.state]}>
          {books.state === 'agree' ? 'agree with the ledger' : words(books.state)}
        </Status>
        {books.state === 'agree' ? null : <span class="note"> {books.detail}</span>}
      </dd>
      <dt>Own prices</dt>
      <dd>
        <Status is={stale.length > 0 ? 'bad' : 'ok'}>
          {stale.length > 0
            ? `too old: ${stale.map(({ symbol }) => symbol).join(', ')}`
            : `${prices.length}, at most ${shownDuration(oldest * 1000)} old`}
        </Status>
      </dd>
      <dt>Clock</dt>
      <dd>
        {Math.abs(clock_offset_seconds).toFixed(1)} s {clock_offset_seconds >= 0 ? 'behind' : 'ahead of'} the provider's
      </dd>
    </dl>
  );
}
