import type { EventFields, EventName } from './events.ts';

const MESSAGES: { readonly [E in EventName]: (fields: EventFields[E]) => string } = {
  'request.completed': ({ method, route, status_code }) => `${method} ${route} answered ${status_code}`,
  'scheduler.run.started': ({ job_id }) => `${job_id} started`,
  'scheduler.run.finished': ({ job_id, status }) => `${job_id} finished: ${status}`,
  'cache.fallback.activated': ({ cache_name }) => `The ${cache_name} cache serves old data, its source failed`,
  'provider.failover': ({ from, to }) => `${from} failed, asking ${to}`,
  'provider.circuit.opened': ({ provider }) => `${provider} failed repeatedly: its circuit breaker is open`,
  'provider.circuit.closed': ({ provider }) => `${provider} has recovered: its circuit breaker is closed`,
  'market.gap': ({ symbol, kind, candles }) => `${symbol}: ${candles} ${kind.replaceAll('_', ' ')} candles`,
  'retrain.started': ({ run_id }) => `Retraining ${run_id} started`,
  'retrain.succeeded': ({ run_id, model_version, promoted }) =>
    `Retraining ${run_id} made ${model_version}, ${promoted ? 'promoted' : 'not promoted'}`,
  'retrain.failed': ({ run_id }) => `Retraining ${run_id} failed`,
  'model.promoted': ({ model_version }) => `Model ${model_version} is now the current one`,
  'model.shadow.started': ({ model_version, current_version }) =>
    `Model ${model_version} runs beside ${current_version}`,
  'model.shadow.ended': ({ model_version, promoted }) =>
    `The shadow period of model ${model_version} is over: ${promoted ? 'promoted' : 'not promoted'}`,
  'service.started': ({ url }) => `Started, answers at ${url}`,
  'service.stopped': ({ signal }) => `Stopped after ${signal}`,
  'clock.offset.changed': ({ provider, offset_seconds }) =>
    `The clock of ${provider} is ${offset_seconds.toFixed(1)} s ahead of ours`,
  'books.compared': ({ agree, detail }) => `The books of risk guard and API ${agree ? 'agree' : 'differ'}: ${detail}`,
  'books.adopted': ({ by, fills, orders }) => `${by} has again what it had lost: fills ${fills}, open orders ${orders}`,
  'exchange.compared': ({ agree, detail }) => `Ledger and exchange ${agree ? 'agree' : 'differ'}: ${detail}`,
  'exchange.adopted': ({ by, adopted }) => `${by} took over from the exchange: ${adopted}`,
  'risk.denied': ({ client_order_id, reason }) => `Order ${client_order_id} denied: ${reason}`,
  'risk.exit.allowed': ({ client_order_id, waived }) =>
    `Exit ${client_order_id} allowed in spite of ${waived.join(', ')}`,
  'risk.kill_switch.changed': ({ engaged }) => `Kill switch ${engaged ? 'engaged' : 'released'}`,
  'decision.made': ({ action }) => `Decided: ${action}`,
  'order.filled': ({ client_order_id, side }) => `Order ${client_order_id} filled: ${side}`,
  'order.rejected': ({ client_order_id, error }) => `Order ${client_order_id} not placed: ${error}`,
  'order.unknown': ({ client_order_id }) => `The outcome of order ${client_order_id} is not known`,
  'order.reconciled': ({ client_order_id, outcome }) => `Interrupted order ${client_order_id}: ${outcome}`,
  'position.closed': ({ client_order_id }) => `Position closed by order ${client_order_id}`,
  'trading.allowed.changed': ({ allowed, detail }) => (allowed ? 'Orders may go out' : `Trading is blocked: ${detail}`),
  'risk.limits.changed': ({ changed }) => `Limits changed: ${changed}`,
  'console.act': ({ act, actor, outcome }) => `${actor} at the console: ${act} ${outcome}`,
  'console.error': ({ error_type, at }) => `The console's page had a ${error_type} at ${at}`,
  'risk.state.changed': ({ from, to }) => `Trading state changed from ${from} to ${to}`,
};

/** The sentence in `message` of a named event. */
export function eventMessage<E extends EventName>(name: E, fields: EventFields[E]): string {
  return MESSAGES[name](fields);
}
