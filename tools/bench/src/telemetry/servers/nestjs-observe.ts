import { createObserveModule } from '@nestjs/observe';
import { pinoModule } from './pino.ts';
import { serve } from './prices.ts';

const { ObserveModule, ObserveInstrument } = createObserveModule();

await serve({
  imports: [
    ObserveModule.forRoot({
      appKey: 'bench',
      appSecret: 'bench',
      serviceId: 'bench',
      endpoint: process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '',
      tracesSampleRate: Number(process.env['OTEL_TRACES_SAMPLER_ARG'] ?? 1),
    }),
    pinoModule(),
  ],
  instrument: ObserveInstrument,
});
