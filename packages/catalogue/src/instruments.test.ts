import { expectTypeOf, test } from 'vitest';
import type { Instruments, LabelsOf, ServiceInstruments } from './instruments.ts';

declare const instruments: Instruments;

test('a wrong name, label or closed label value does not compile', () => {
  expectTypeOf<LabelsOf<'qt_cache_hits_total'>>().toExtend<{
    cache_name: 'price' | 'candle' | 'signal';
    result: 'hit' | 'miss';
    symbol?: string;
  }>();
  expectTypeOf<ServiceInstruments<'qt-risk-guard'>>().not.toHaveProperty('qt_api_request_total');
  const calls = () => {
    instruments.qt_cache_hits_total.add(1, { cache_name: 'price', result: 'hit' });
    instruments.qt_cache_hits_total.add(1, { cache_name: 'price', result: 'hit', symbol: 'BTCUSDT' });
    instruments.qt_risk_daily_loss.set(12.5);
    // @ts-expect-error a value outside the closed set
    instruments.qt_cache_hits_total.add(1, { cache_name: 'prices', result: 'hit' });
    // @ts-expect-error a label is missing
    instruments.qt_cache_hits_total.add(1, { cache_name: 'price' });
    // @ts-expect-error a label too many
    instruments.qt_cache_hits_total.add(1, { cache_name: 'price', result: 'hit', user: 'me' });
    // @ts-expect-error no such metric
    instruments.qt_cache_hit_total.add(1);
    // @ts-expect-error a gauge does not add
    instruments.qt_risk_daily_loss.add(1);
  };
  expectTypeOf(calls).toBeFunction();
});

test('of several services, only what each of them emits can be recorded', () => {
  expectTypeOf<ServiceInstruments<'qt-api'>>().toExtend<ServiceInstruments<'qt-api' | 'qt-risk-guard'>>();
  expectTypeOf<ServiceInstruments<'qt-api' | 'qt-risk-guard'>>().toHaveProperty('qt_process_resident_memory_bytes');
  expectTypeOf<ServiceInstruments<'qt-api' | 'qt-risk-guard'>>().not.toHaveProperty('qt_api_request_total');
});
