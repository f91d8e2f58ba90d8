import { metrics, SpanKind, trace } from '@opentelemetry/api';
import { startPlainSdk } from './sdk.ts';

startPlainSdk();
const meter = metrics.getMeter('bench');
const tracer = trace.getTracer('bench');
const total = meter.createCounter('requests');
const duration = meter.createHistogram('request.duration', { unit: 's' });
const spans = new WeakMap<object, ReturnType<typeof tracer.startSpan>>();

const { serve } = await import('./prices.ts');
const { pinoModule } = await import('./pino.ts');
await serve({
  attach(server) {
    server.addHook('onRequest', (request, _, done) => {
      const attributes = { 'http.request.method': request.method, 'url.path': request.url };
      spans.set(request, tracer.startSpan(request.method, { kind: SpanKind.SERVER, attributes }));
      done();
    });
    server.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'unmatched';
      const labels = { route, method: request.method, status_code: String(reply.statusCode) };
      total.add(1, labels);
      duration.record(reply.elapsedTime / 1000, labels);
      const span = spans.get(request);
      span?.setAttributes({ 'http.route': route, 'http.response.status_code': reply.statusCode });
      span?.end();
      done();
    });
  },
  imports: [pinoModule()],
});
