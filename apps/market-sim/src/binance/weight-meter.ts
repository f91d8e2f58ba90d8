import { MINUTE_MS } from '@qt/contracts';
/** Counts the request weight of the running minute, as Binance reports it in headers. All clients share one address. */
export class WeightMeter {
  #minute = 0;
  #used = 0;

  /** The headers of a response of this weight at an instant (Unix ms). */
  headers(weight: number, at: number): Record<string, string> {
    const minute = Math.floor(at / MINUTE_MS);
    this.#used = minute === this.#minute ? this.#used + weight : weight;
    this.#minute = minute;
    return { 'x-mbx-used-weight': String(this.#used), 'x-mbx-used-weight-1m': String(this.#used) };
  }
}
