import client from 'prom-client';
import { pinoModule } from './pino.ts';
import { serve } from './prices.ts';

const labelNames = ['route', 'method', 'status_code'];
const total = new client.Counter({ name: 'requests_total', help: 'Requests.', labelNames });
const duration = new client.Histogram({ name: 'request_duration_seconds', help: 'Latency.', labelNames });
client.collectDefaultMetrics();

await serve({
  attach(server) {
    server.addHook('onResponse', (request, reply, done) => {
      const labels = {
        route: request.routeOptions.url ?? 'unmatched',
        method: request.method,
        status_code: String(reply.statusCode),
      };
      total.inc(labels);
      duration.observe(labels, reply.elapsedTime / 1000);
      done();
    });
    server.get('/metrics', async () => client.register.metrics());
  },
  imports: [pinoModule()],
});
