import { startPlainSdk } from './sdk.ts';

startPlainSdk();
// One after the other: Node cannot `require` a module that is still being imported.
const { serve } = await import('./prices.ts');
const { pinoModule } = await import('./pino.ts');
const { interceptRequests } = await import('./interceptor.ts');
const { MetricService, OpenTelemetryModule, TraceService } = await import('nestjs-otel');
await serve({
  imports: [OpenTelemetryModule.forRoot(), pinoModule()],
  prepare(app) {
    const meter = app.get(MetricService);
    const tracing = app.get(TraceService);
    const total = meter.getCounter('requests');
    const duration = meter.getHistogram('request.duration', { unit: 's' });
    const record = interceptRequests((labels, seconds) => {
      total.add(1, labels);
      duration.record(seconds, labels);
    });
    app.useGlobalInterceptors({
      async intercept(context, next) {
        const span = tracing.startSpan('request');
        const answers = await record.intercept(context, next);
        span.end();
        return answers;
      },
    });
  },
});
