import type { RiskLimits, RiskState } from '@qt/contracts';
import { shareOf } from '../../format/share.ts';
import { Money, Quantity } from '../../parts/decimal.tsx';
import { Meter } from '../../parts/meter.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';

interface ExposurePanelProps {
  readonly exposure: RiskState['exposure'];
  readonly limits: RiskLimits['limits'];
}

/** What the guard counts as held of each symbol, against the limit of a position. */
export function ExposurePanel({ exposure, limits }: ExposurePanelProps) {
  const limit = limits['max_position_notional'] ?? null;
  return (
    <Panel
      title="Exposure"
      aside={limit === null ? 'no limit of a position' : <Money value={`${limit}`} unit="USDT each" />}
    >
      {exposure.length === 0 ? (
        <Nothing>None.</Nothing>
      ) : (
        <dl class="facts">
          {exposure.map(({ symbol, quantity, notional }) => (
            <div class="fact" key={symbol}>
              <dt>{symbol}</dt>
              <dd>
                <Money value={notional} unit="USDT" />, <Quantity value={quantity} />
                {limit === null ? null : (
                  <Meter share={shareOf(notional, `${limit}`)} label={`Exposure of ${symbol} against its limit`} />
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
