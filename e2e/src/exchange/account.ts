import { createHmac } from 'node:crypto';

/** The account at the simulated exchange as somebody else with its key would use it. */
export class ExchangeAccount {
  constructor(
    private readonly url: string,
    private readonly key: string,
    private readonly secret: string,
  ) {}

  /** Free and locked, by asset, as decimals. */
  async balances(): Promise<ReadonlyMap<string, string>> {
    const { balances } = (await this.#signed('GET', 'account', {})) as {
      balances: { asset: string; free: string; locked: string }[];
    };
    for (const { asset, locked } of balances)
      if (Number(locked) !== 0) throw new Error(`${locked} of ${asset} is locked`);
    return new Map(balances.map(({ asset, free }) => [asset, free]));
  }

  /** At the market. */
  async order(symbol: string, side: 'BUY' | 'SELL', quantity: string): Promise<void> {
    await this.#signed('POST', 'order', {
      symbol,
      side,
      type: 'MARKET',
      quantity,
      newClientOrderId: `web-${Date.now()}`,
    });
  }

  /** Puts a fault on the next signed request that it concerns. */
  async fault(kind: string, more: Readonly<Record<string, number>> = {}): Promise<void> {
    const response = await fetch(`${this.url}/sim/trading-fault`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind, ...more }),
    });
    if (!response.ok) throw new Error(await response.text());
  }

  async #signed(method: string, path: string, parameters: Readonly<Record<string, string>>): Promise<unknown> {
    const query = new URLSearchParams({ ...parameters, timestamp: String(Date.now()) }).toString();
    const signature = createHmac('sha256', this.secret).update(query).digest('hex');
    const response = await fetch(`${this.url}/api/v3/${path}?${query}&signature=${signature}`, {
      method,
      headers: { 'x-mbx-apikey': this.key },
    });
    const body = (await response.json()) as unknown;
    if (!response.ok) throw new Error(JSON.stringify(body));
    return body;
  }
}
