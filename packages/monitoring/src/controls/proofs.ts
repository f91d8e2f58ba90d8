import type { Proof } from './control.ts';

const proof =
  (file: string, suite?: string) =>
  (test: string): Proof => ({ file, test: suite === undefined ? test : `${suite} > ${test}` });

const edge = proof('apps/risk-guard/src/domain/check-order.test.ts', 'checkOrder, at the edge of');
const order = proof('apps/risk-guard/src/orders/orders.service.test.ts', 'an order');
const engine = proof('apps/risk-guard/src/risk/risk-engine.test.ts', 'the risk engine');
const limits = proof('apps/risk-guard/src/limits/limits.service.test.ts', 'changing limits');
const flattening = proof('apps/risk-guard/src/flatten/flatten.service.test.ts', 'flattening');
const access = proof('packages/nest-service/src/access/access.test.ts', 'admit');
const submission = proof('apps/api/src/trading/orders/order.service.test.ts');
const openOrders = proof('apps/api/src/trading/orders/open-orders.service.test.ts');
const qt = proof('tools/supervisor/src/qt/qt.test.ts');

/** The tests that the controls name. */
export const PROOFS = {
  positionLimit: edge('the value of one symbol: position_limit'),
  grossExposure: edge('gross exposure: gross_exposure_limit'),
  openPositions: edge('open symbols: more of a held symbol counts as no other: max_open_positions'),
  cash: edge('cash, with an allowance for the fee and less what is on order: insufficient_balance'),
  dailyLoss: edge('the daily loss: daily_loss_limit'),
  drawdown: edge('the fall below the peak: drawdown_limit'),
  notional: edge('notional with fee and slippage: notional_limit'),
  quantity: edge('the quantity of its symbol: quantity_limit'),
  bandAbove: edge('the band above: price_out_of_band'),
  bandBelow: edge('the band below: price_out_of_band'),
  priceAge: edge('the age of the price: price_stale'),
  ownPriceAge: edge("the age of the guard's own price: price_stale"),
  rate: edge('orders a minute: rate_limited'),
  cancelRate: edge('cancels a minute, which an exit needs not heed: rate_limited'),
  duplicate: edge('an id that has filled: duplicate_order'),
  sameOrder: edge('the window for an order like another, for an exit too: duplicate_order'),
  symbols: edge('allowed symbols: symbol_not_allowed'),
  killSwitch: edge('the kill switch: kill_switch'),
  halted: edge('the state halted: reducing_only'),
  failSafe: edge('a fail-safe that only a reset ends: cooldown'),
  facts: edge("the caller's cash, either way: facts_disagree"),
  modelExpiry: edge("the model's expiry: model_expired"),
  everyReason: proof('apps/risk-guard/src/domain/reference-model.test.ts')(
    'every order is denied for just what the reference model denies it for',
  ),
  adversary: proof('apps/risk-guard/src/orders/adversarial-api.test.ts')('an API that says anything for '),
  lastPlace: order('and another at the same time cannot both take the last place'),
  held: order('holds its exposure until it '),
  killWhileWriting: order('is stopped by a kill switch that is engaged while its reservation is being written'),
  exits: order('that only reduces a position passes in every state'),
  collar: order("at a tenth of the guard's own price is denied"),
  lossLimit: order('to open is denied from the loss limit on, and an hour longer'),
  ownBooks: order('of a caller that knows another cash is denied'),
  tighten: limits('tightens at once, by one operator'),
  secondOperator: limits('loosens only when a second operator asks for the same'),
  bound: limits('refuses what is above the bound of the environment'),
  tokens: access('lets '),
  refusals: access('refuses '),
  roles: access('tells a person on '),
  readers: proof(
    'packages/nest-service/src/run-service.test.ts',
    'a service',
  )('shows more than health and metrics only to readers with a token'),
  flatten: flattening('denies new risk, closes every position, then halts, and the audit says who and why'),
  flattenSymbol: flattening('of one symbol leaves the others'),
  cancel: proof(
    'apps/api/src/trading/orders/position-closing.service.test.ts',
    'closing positions',
  )('cancels the orders that wait and the one that waits for the guard'),
  selfMatch: openOrders('an order that would trade with an open one of ours > goes out after that one is cancelled'),
  selfMatchReach: openOrders('an order that would trade with an open one of ours > a sale at '),
  selfMatchRefused: openOrders('an order that would trade with an open one of ours > does not go out, if it buys'),
  stopsOpenOrders: openOrders('open orders > while the guard says '),
  guardLost: openOrders('open orders > that buy are cancelled once the guard'),
  outlasts: openOrders('a limit order that the market does not meet > outlasts a restart'),
  killCancels: proof('e2e/src/exchange.test.ts', 'an account at an exchange')('cancels open orders by the kill switch'),
  fillsOnce: submission('an order that is allowed > fills once, however often and however concurrently it is repeated'),
  acknowledged: submission('no more orders are submitted until the guard has acknowledged every earlier fill'),
  books: proof(
    'apps/risk-guard/src/books/books.service.test.ts',
    'the two books',
  )('are compared before new risk goes out after a start'),
  venueFills: proof('apps/api/src/trading/venue/binance/binance.venue.test.ts')(
    'fills from an instant on name the order that each belongs to',
  ),
  realMoney: proof('apps/api/src/config.test.ts')('an executor that is an exchange >'),
  decisionsAudited: proof(
    'apps/risk-guard/src/app.test.ts',
    'the risk guard, over HTTP',
  )('audits each decision with the service that asked'),
  actsAudited: engine('audits who changed what, why and when'),
  killWithoutStore: engine('engages the kill switch and halts at once when the store fails'),
  crash: engine('is the same after a crash at any moment'),
  chain: proof('packages/domain/src/audit/verify-audit.test.ts')('verifyAudit >'),
  auditCommand: qt('qt audit verify > names the first entry that was tampered with'),
  backup: qt('qt backup > copies a database that is in use'),
  killed: proof('e2e/src/kill.test.ts', 'kill -9 while trading')('of the risk guard: nothing is ordered meanwhile'),
  simulation: proof('e2e/src/walk.test.ts', 'start')('opens positions by the model'),
  verdict: proof('e2e/src/verdict.test.ts')('while '),
  paged: proof(
    'e2e/src/alertmanager.test.ts',
    'a real Alertmanager (needs alertmanager)',
  )('pages with everything that is needed at night'),
  fuzz: proof('e2e/src/fuzz.test.ts', 'risk-guard')('answers every operation of its own contract'),
} as const satisfies Record<string, Proof>;
