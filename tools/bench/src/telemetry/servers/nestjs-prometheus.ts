import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import client from 'prom-client';
import { interceptRequests } from './interceptor.ts';
import { pinoModule } from './pino.ts';
import { serve } from './prices.ts';

const labelNames = ['route', 'method', 'status_code'];

await serve({
  imports: [PrometheusModule.register(), pinoModule()],
  prepare(app) {
    const total = new client.Counter({ name: 'requests_total', help: 'Requests.', labelNames });
    const duration = new client.Histogram({ name: 'request_duration_seconds', help: 'Latency.', labelNames });
    app.useGlobalInterceptors(
      interceptRequests((labels, seconds) => {
        total.inc(labels);
        duration.observe(labels, seconds);
      }),
    );
  },
});
