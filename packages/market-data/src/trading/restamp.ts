import { createHmac } from 'node:crypto';

/**
 * A signed request with another time, signed again. The official client knows only the time of this machine, which the
 * exchange refuses when it is a second ahead.
 *
 * @param path path and query; one without a signature stays as it is
 * @param at Unix ms, by the exchange's clock
 */
export function restamp(path: string, secret: string, at: number): string {
  const [endpoint = '', query = ''] = path.split('?');
  const kept = query.split('&').filter((pair) => !/^(timestamp|signature)=/.test(pair));
  if (kept.length === query.split('&').length) return path;
  const signed = [...kept, `timestamp=${at}`].join('&');
  return `${endpoint}?${signed}&signature=${createHmac('sha256', secret).update(signed).digest('hex')}`;
}
