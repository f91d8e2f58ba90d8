import type { ProviderName } from '@qt/catalogue';
import type { ExchangeResponse } from '../exchange/exchange-response.ts';
import type { ActiveFault } from './faults.service.ts';
import { garble } from './malformed-json.ts';
import { withoutMinute } from './missing-minute.ts';

/** The effect of a fault on a request. */
export type FaultedResponse =
  | { readonly kind: 'response'; readonly response: ExchangeResponse }
  | { readonly kind: 'disconnect' };

/** How long a request under `timeout` hangs before its connection is cut. */
const HANG_MS = 600_000;
/** Premature requests until Binance bans the client. */
const PREMATURE_UNTIL_BAN = 10;
const BAN_FACTOR = 12;

/**
 * The response to a request under a fault, or without one.
 *
 * @param responseAt the provider's correct response at an instant (Unix ms)
 * @param wait resolves after that many ms
 */
export async function applyFault(
  provider: ProviderName,
  fault: ActiveFault | undefined,
  responseAt: (at: number) => Promise<ExchangeResponse>,
  now: () => number,
  wait: (ms: number) => Promise<unknown>,
): Promise<FaultedResponse> {
  const turn = fault === undefined ? 0 : fault.met++;
  switch (fault?.kind) {
    case 'error':
      return reply({ status: 500, headers: {}, body: FAILED[provider] });
    case 'rate_limit':
      return reply(limited(provider, fault, now()));
    case 'timeout':
      await wait(HANG_MS);
      return { kind: 'disconnect' };
    case 'disconnect':
      return { kind: 'disconnect' };
    case 'stale':
      return reply(await responseAt(fault.since));
    case 'garbage':
      return reply(garble(await responseAt(now()), turn));
    case 'gap':
      return reply(withoutMinute(await responseAt(now()), fault.since));
    case 'latency':
      await wait(fault.latency_ms);
      return reply(await responseAt(now()));
    default:
      return reply(await responseAt(now()));
  }
}

const reply = (response: ExchangeResponse): FaultedResponse => ({ kind: 'response', response });

const FAILED: Readonly<Record<ProviderName, object>> = {
  binance: { code: -1001, msg: 'Internal error; unable to process your request. Please try again.' },
  coingecko: { status: { error_code: 500, error_message: 'Internal Server Error' } },
};

/**
 * 429 with `Retry-After` of the fault's `latency_ms`, in whole seconds. Like the real one, Binance answers 418, a
 * ban twelve times as long, to clients that keep sending requests before then.
 */
function limited(provider: ProviderName, fault: ActiveFault, now: number): ExchangeResponse {
  const pause = Math.max(1, Math.ceil(fault.latency_ms / 1000)) * 1000;
  if (now >= fault.waitUntil) {
    fault.impatient = 0;
    fault.waitUntil = now + pause;
  } else if (++fault.impatient === PREMATURE_UNTIL_BAN && provider === 'binance') {
    fault.waitUntil = now + pause * BAN_FACTOR;
  }
  const banned = provider === 'binance' && fault.impatient >= PREMATURE_UNTIL_BAN;
  const headers = { 'retry-after': String(Math.ceil((fault.waitUntil - now) / 1000)) };
  if (provider === 'coingecko') {
    return {
      status: 429,
      headers,
      body: { status: { error_code: 429, error_message: "You've exceeded the Rate Limit." } },
    };
  }
  const msg = banned
    ? `Way too much request weight used; IP banned until ${fault.waitUntil}. Please use WebSocket Streams for live updates to avoid bans.`
    : 'Too much request weight used; current limit is 6000 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.';
  return { status: banned ? 418 : 429, headers, body: { code: -1003, msg } };
}
