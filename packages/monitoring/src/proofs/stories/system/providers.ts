import type { ProviderName } from '@qt/catalogue';
import { type Incident, type Span, within } from './incident.ts';

/** From the first failed call to the third, which opens the circuit. */
const OPENS_AFTER = 15;
/** An open circuit lets one call through in this time: the last to close, that of candles, and that of prices. */
const PROBES_EVERY = 120;
const ASKS_FOR_PRICES_EVERY = 15;

/** When the circuit of a provider is open: until the first probe after its outage. */
export function circuitOpen({ providersDown }: Incident, provider: ProviderName, probesEvery = PROBES_EVERY): Span[] {
  return (providersDown?.[provider] ?? [])
    .filter(([from, to]) => to - from > OPENS_AFTER)
    .map(([from, to]) => {
      const opened = from + OPENS_AFTER;
      return [opened, opened + Math.ceil((to - opened) / probesEvery) * probesEvery];
    });
}

/** When calls to a provider fail or are not even sent. */
export function unavailable(incident: Incident, provider: ProviderName, probesEvery = PROBES_EVERY): Span[] {
  const open = circuitOpen(incident, provider, probesEvery);
  return (incident.providersDown?.[provider] ?? []).map(([from, to]) => {
    const until = open.find(([opened]) => from <= opened && opened < to)?.[1] ?? to;
    return [from, until];
  });
}

/** For how many seconds these spans have lasted at `t`; 0 outside them. */
export function lasting(spans: readonly Span[], t: number): number {
  const span = spans.find(([from, to]) => from <= t && t < to);
  return span === undefined ? 0 : t - span[0];
}

/** When the exchange gives no price, so that nothing is bought. */
export function withoutExchangePrices(incident: Incident): Span[] {
  return unavailable(incident, 'binance', ASKS_FOR_PRICES_EVERY);
}

/** When no provider gives a price. */
export function withoutPrices(incident: Incident): Span[] {
  const coingecko = unavailable(incident, 'coingecko', ASKS_FOR_PRICES_EVERY);
  return withoutExchangePrices(incident).flatMap(([from, to]) =>
    coingecko
      .map(([start, end]): Span => [Math.max(from, start), Math.min(to, end)])
      .filter(([start, end]) => start < end),
  );
}

/** Calls sent to a provider in one sample's time, and how many of them fail. */
export function calls(incident: Incident, provider: ProviderName, step: number) {
  const open = circuitOpen(incident, provider);
  const isDown = (t: number) => within(incident.providersDown?.[provider], t);
  const isProbe = (t: number) => open.some(([from]) => t > from && (t - from) % PROBES_EVERY < step);
  const attempts = (t: number) => {
    if (within(open, t)) return isProbe(t) ? RETRIED : 0;
    return isDown(t) ? 3 * RETRIED : CALLS_PER_SECOND * step;
  };
  const mostFail = (t: number) => within(incident.mostCallsFail?.[provider], t);
  const failed = (t: number) => {
    if (isDown(t)) return attempts(t);
    return mostFail(t) ? MOST * attempts(t) : 0;
  };
  return { attempts, failed };
}

/** Attempts of one call that fails. */
const RETRIED = 3;
const CALLS_PER_SECOND = 1;
const MOST = 0.9;
