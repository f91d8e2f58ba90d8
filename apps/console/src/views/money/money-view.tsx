import type { Performance } from '@qt/contracts';
import { useFetched } from '../../api/use-fetched.ts';
import { latest } from '../../live/sections.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { AccountPanel, EquityPanel } from './account-panel.tsx';
import { EarnedPanel } from './earned-panel.tsx';
import { ExposurePanel } from './exposure-panel.tsx';
import { FillsPanel } from './fills-panel.tsx';
import { OrdersPanel } from './orders-panel.tsx';
import { PositionsPanel } from './positions-panel.tsx';
import { PricePanel } from './price-panel.tsx';

const AGAIN_MS = 60_000;

/** What the money does: earned, held, under way, traded. */
export function MoneyView() {
  const event = latest.money.value;
  const now = latest.now.value?.section;
  // Each fill, and each minute, changes what was earned.
  const version = `${event?.section.fills[0]?.client_order_id} ${Math.floor(Date.parse(event?.at ?? '') / AGAIN_MS)}`;
  const performance = useFetched<Performance>('/api/performance', version);
  if (event === undefined) return <p class="nothing view-nothing">Nothing has come from the API yet.</p>;
  const { section } = event;
  return (
    <div class="money-view">
      <AccountPanel account={section.account} />
      <Fetched answer={performance}>{(body) => <EquityPanel performance={body} />}</Fetched>
      <PositionsPanel positions={section.positions} prices={section.prices} />
      {now?.risk.ok && now.limits.ok ? (
        <ExposurePanel exposure={now.risk.answer.exposure} limits={now.limits.answer.limits} />
      ) : null}
      <PricePanel {...section} />
      <OrdersPanel orders={section.orders} />
      <FillsPanel fills={section.fills} />
      <Fetched answer={performance}>{(body) => <EarnedPanel performance={body} />}</Fetched>
    </div>
  );
}
