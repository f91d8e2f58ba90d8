import { amount } from '@qt/domain';
import { BinanceAccount } from '@qt/market-data';
import { Services } from '@qt/test-kit';

export const CREDENTIALS = { apiKey: 'a-key-of-the-tests', apiSecret: 'a-secret-of-the-tests' };

/** The simulated exchange as a process of its own. */
export async function startSimulator(env: Readonly<Record<string, string>> = {}) {
  const services = await Services.prepare(['market-sim'], {
    env: { QT_SIM_API_KEY: CREDENTIALS.apiKey, QT_SIM_API_SECRET: CREDENTIALS.apiSecret, ...env },
  });
  await services.start('market-sim');
  const url = services.url('market-sim');
  const account = () =>
    new BinanceAccount({ baseUrl: url, credentials: CREDENTIALS, now: Date.now, timeoutMs: 10_000 });
  /** Of BTCUSDT, USDT. */
  const price = async () => {
    const response = await fetch(`${url}/api/v3/ticker/price?symbol=BTCUSDT`);
    const body = (await response.json()) as { readonly price: string };
    return amount(body.price);
  };
  return { url, account, price, stop: () => services.stop() };
}
