import { met, notApplicable, type Rulebook } from './control.ts';
import { PROOFS } from './proofs.ts';

/** 17 CFR 240.15c3-5, the market access rule. */
export const SEC_15C3_5: Rulebook = {
  title: 'SEC rule 15c3-5',
  controls: [
    met(
      '(c)(1)(i)',
      'No order beyond pre-set credit or capital thresholds',
      'Caps on the exposure per symbol, gross exposure, open positions and cash, each judged at the worst fill that the order allows. Concurrent orders never exceed a cap together.',
      PROOFS.positionLimit,
      PROOFS.grossExposure,
      PROOFS.openPositions,
      PROOFS.cash,
      PROOFS.lastPlace,
      PROOFS.adversary,
    ),
    met(
      '(c)(1)(i)',
      'Loss thresholds',
      'A daily loss limit and a drawdown limit deny new risk; the fail-safe keeps denying it after the loss has fallen below the limit again.',
      PROOFS.dailyLoss,
      PROOFS.drawdown,
      PROOFS.lossLimit,
    ),
    met(
      '(c)(1)(ii)',
      'No erroneous order by price or size, order by order or over a short period',
      'Maximum notional and quantity, a price band around the guard’s own price, a maximum age of prices, a maximum number of orders per minute.',
      PROOFS.notional,
      PROOFS.quantity,
      PROOFS.bandAbove,
      PROOFS.bandBelow,
      PROOFS.priceAge,
      PROOFS.rate,
    ),
    met(
      '(c)(1)(ii)',
      'No duplicate order',
      'An order id fills once. An identical order under another id is denied within QT_DUPLICATE_WINDOW_SECONDS, which is off by default.',
      PROOFS.duplicate,
      PROOFS.sameOrder,
      PROOFS.fillsOnce,
    ),
    met(
      '(c)(2)(i)',
      'No order that fails a requirement to be met before order entry',
      'Every check runs before an order is sent, and the answer lists each one that denies it.',
      PROOFS.everyReason,
    ),
    notApplicable(
      '(c)(2)(i)',
      'Short sales: locate and mark',
      'The account is long-only: a sell of more than is held is denied (`insufficient_balance`).',
    ),
    met(
      '(c)(2)(ii)',
      'No order in an instrument that may not be traded',
      'QT_ALLOWED_SYMBOLS. A position in any other symbol can still be sold.',
      PROOFS.symbols,
    ),
    met(
      '(c)(2)(iii)',
      'Access only for approved persons and accounts',
      'Named tokens with roles, one per calling service. Where other machines can reach a service, reading needs a token too.',
      PROOFS.tokens,
      PROOFS.refusals,
      PROOFS.roles,
      PROOFS.readers,
    ),
    met(
      '(c)(2)(iv)',
      'Immediate execution reports for surveillance',
      'Decisions, fills and operators’ acts are in a hash-chained audit before they are acknowledged.',
      PROOFS.decisionsAudited,
      PROOFS.actsAudited,
      PROOFS.chain,
      PROOFS.auditCommand,
    ),
    met(
      '(d)',
      'Controls under one’s own direct and exclusive control',
      'The risk guard is a process of its own, with its own books, limits and prices. A caller whose facts differ is denied.',
      PROOFS.facts,
      PROOFS.ownBooks,
    ),
    notApplicable(
      '(e)',
      'Annual review and certification by the chief executive',
      'One account of our own: no customers, and nobody is given access to a market.',
    ),
  ],
};
