import { met, type Rulebook } from './control.ts';
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
      'The kill switch denies new risk and cancels open orders; a true reduction passes in every state.',
      PROOFS.killSwitch,
      PROOFS.stopsOpenOrders,
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
    met(
      'Self-match prevention',
      'Orders of one owner do not trade with each other',
      'An open order that a new one could trade with is cancelled first; if it cannot be, no buy goes out. Binance expires what is left of it.',
      PROOFS.selfMatch,
      PROOFS.selfMatchReach,
      PROOFS.selfMatchRefused,
    ),
    met(
      'Cancel on disconnect',
      'Resting orders are cancelled when the connection is lost',
      'Open buys end once the risk guard has been silent for 5 s. Spot has no such function of its own: while the API is down they rest, reserved at the guard, and are judged anew at its start.',
      PROOFS.guardLost,
      PROOFS.outlasts,
    ),
  ],
};
