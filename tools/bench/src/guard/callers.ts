import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { riskRoutes } from '@qt/contracts';

type Step = () => Promise<Step>;

/** One caller of the guard over HTTP, on a connection of its own. */
export function guardCaller(url: string, token: string): () => Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post = (path: string, body: object) =>
    new Promise<{ reservation_id?: string }>((resolve, reject) => {
      const text = JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      };
      const sent = request(`${url}${path}`, { method: 'POST', agent, headers }, (response) => {
        let answer = '';
        response.setEncoding('utf8').on('data', (part) => {
          answer += part;
        });
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(answer));
          else reject(new Error(`${path}: expected 200, actual ${response.statusCode} ${answer}`));
        });
      });
      sent.on('error', reject).end(text);
    });
  const order = (quantity: string) => ({
    client_order_id: randomUUID(),
    symbol: 'BTCUSDT',
    side: 'buy',
    quantity,
    reduce_only: false,
    origin: 'manual',
    profile: null,
    price: '50000',
    price_observed_at: new Date().toISOString(),
    available_cash: '100000',
    signal: null,
  });

  // Allowed, given back, then one that is too large: each answer is stored first.
  const reserve: Step = async () => {
    const { reservation_id } = await post(riskRoutes.reserve.path, order('0.001'));
    return reservation_id === undefined ? deny : release(reservation_id);
  };
  const release = (reservation_id: string): Step => {
    return async () => {
      await post(riskRoutes.release.path, { reservation_id, why: 'bench' });
      return deny;
    };
  };
  const deny: Step = async () => {
    await post(riskRoutes.reserve.path, order('1'));
    return reserve;
  };
  let next = reserve;
  return async () => {
    next = await next();
  };
}
