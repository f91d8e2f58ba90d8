import type { SystemSection } from '@qt/contracts';
import { counted, words } from '../../format/words.ts';
import { Nothing, Panel } from '../../parts/panel.tsx';

/** Why the risk guard denied orders, the most frequent reason first. */
export function DenialsPanel({ denials }: Pick<SystemSection, 'denials'>) {
  const most = denials[0]?.orders ?? 0;
  return (
    <Panel title="Denied orders">
      {denials.length === 0 ? (
        <Nothing>The risk guard has denied no order in this time.</Nothing>
      ) : (
        <dl class="facts">
          {denials.map(({ reason, orders }) => (
            <div class="fact" key={reason}>
              <dt>{words(reason)}</dt>
              <dd>
                {counted(Math.round(orders), 'order')}
                <meter aria-label={`Orders denied for ${words(reason)}`} min={0} max={most} value={orders} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
