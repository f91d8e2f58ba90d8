import { met, notApplicable, type Rulebook } from './control.ts';
import { PROOFS } from './proofs.ts';

/** FIA, Best Practices for Automated Trading Risk Controls and System Safeguards, 2024. */
export const FIA: Rulebook = {
  title: 'FIA best practices',
  controls: [
    met('Maximum order size', 'No fat fingers', 'Maximum notional and quantity.', PROOFS.notional, PROOFS.quantity),
    met(
      'Maximum intraday position',
      'Positions within limits, working orders included',
      'Reservations hold exposure until an order fills, is released or expires.',
      PROOFS.positionLimit,
      PROOFS.lastPlace,
      PROOFS.held,
    ),
    met(
      'Price tolerance',
      'Prices close to a reference',
      'The price band and the maximum age of prices.',
      PROOFS.bandAbove,
      PROOFS.bandBelow,
      PROOFS.priceAge,
    ),
    met(
      'Market data reasonability',
      'No decision on bad data',
      'A stale price denies new risk, and so does a model past its expiry.',
      PROOFS.priceAge,
      PROOFS.ownPriceAge,
      PROOFS.modelExpiry,
    ),
    met(
      'Kill switch',
      'Trading stops at once, without trapping a position',
      'The kill switch denies new risk; a true reduction passes in every state.',
      PROOFS.killSwitch,
      PROOFS.exits,
    ),
    met(
      'Message throttle',
      'Repeated orders are slowed down or stopped',
      'Orders and cancels per minute; identical orders within a window.',
      PROOFS.rate,
      PROOFS.cancelRate,
      PROOFS.sameOrder,
    ),
    met(
      'Post-trade reconciliation',
      'Executions are read from the venue again',
      'On Spot, fills are read back from the exchange’s own list of trades, by order. On paper the venue is ours.',
      PROOFS.venueFills,
    ),
    notApplicable(
      'Self-match prevention',
      'Orders of one owner do not trade with each other',
      'One account, which sends market orders only: none rests.',
    ),
    notApplicable(
      'Cancel on disconnect',
      'Resting orders are cancelled when the connection is lost',
      'Market orders only: none rests at a venue.',
    ),
  ],
};
