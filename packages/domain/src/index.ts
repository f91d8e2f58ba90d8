export { type Amount, amount, atLeastZero, decimalText, total, ZERO } from './amount.ts';
export { type AuditRecord, auditHash, CHAIN_START } from './audit/audit-chain.ts';
export { type AuditBounds, type AuditVerdict, type StoredAuditRecord, verifyAudit } from './audit/verify-audit.ts';
export { averagePrice, bookedFee, bookedNotional, type Fill, sameFill, signedCash, signedQuantity } from './fill.ts';
export {
  type FilterViolation,
  filterViolation,
  type Instrument,
  isTrading,
  roundPrice,
  roundQuantity,
} from './instrument.ts';
export { hasKey, type Lot, type PositionKey, sellable, sellFrom } from './lot.ts';
export { type Denial, type Order, type OrderTerms, sameTerms } from './order.ts';
export {
  averageEntry,
  type Exchanged,
  enlarge,
  type Holding,
  realisedByBuy,
  realisedBySell,
  reduce,
} from './position.ts';
export {
  floorTo,
  isMultipleOf,
  roundDown,
  roundHalfUp,
  roundUp,
  SMALLEST_PRICE,
  SMALLEST_QUANTITY,
} from './rounding.ts';
export { basisPoints, percent } from './share.ts';
export { baseAssetOf, quoteAssetOf } from './symbol.ts';
