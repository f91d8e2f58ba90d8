import type { ServiceId } from '@qt/contracts';
import { describe, expect, test } from 'vitest';
import { serviceEnv, serviceTokens } from './service-env.ts';

const SECRETS = {
  QT_ADMIN_TOKEN: 'admin',
  QT_ADMIN_TOKENS: 'anna:token',
  QT_API_TOKEN: 'trader',
  QT_BINANCE_API_SECRET: 'venue',
};
const PLACES = { QT_SYMBOLS: 'BTCUSDT', QT_BINANCE_URL: 'http://exchange' };
const tokens = serviceTokens(undefined);
const envOf = (service: ServiceId) => serviceEnv(service, { ...SECRETS, ...PLACES }, tokens);
const secretsOf = (service: ServiceId) => Object.keys(envOf(service)).filter((name) => /TOKEN|SECRET/.test(name));

describe('a service is given', () => {
  test.each<[ServiceId, string[]]>([
    ['api', ['QT_API_TOKEN', 'QT_BINANCE_API_SECRET', 'QT_SERVICE_TOKEN', 'QT_SERVICE_TOKENS']],
    ['scheduler', ['QT_ADMIN_TOKEN', 'QT_ADMIN_TOKENS', 'QT_SERVICE_TOKEN', 'QT_SERVICE_TOKENS']],
    ['retrain-worker', ['QT_ADMIN_TOKEN', 'QT_ADMIN_TOKENS', 'QT_SERVICE_TOKENS']],
    ['risk-guard', ['QT_ADMIN_TOKEN', 'QT_ADMIN_TOKENS', 'QT_SERVICE_TOKEN', 'QT_SERVICE_TOKENS']],
    ['market-sim', ['QT_SERVICE_TOKENS']],
  ])('%s: only the secrets that it needs', (service, secrets) => {
    expect(secretsOf(service)).toEqual(secrets);
    expect(envOf(service)).toMatchObject(PLACES);
  });

  test('a token of its own, which only those that it calls accept', () => {
    const own = envOf('scheduler')['QT_SERVICE_TOKEN'];
    const accepting = (['api', 'retrain-worker', 'risk-guard'] as const).filter((service) =>
      envOf(service)['QT_SERVICE_TOKENS']?.includes(`scheduler:${own}`),
    );
    expect(accepting).toEqual(['api', 'retrain-worker']);
  });

  test('the shared token, if there is one', () => {
    const shared = serviceTokens('given-to-all');
    expect(serviceEnv('api', { QT_SERVICE_TOKEN: 'given-to-all' }, shared)).toEqual({
      QT_SERVICE_TOKEN: 'given-to-all',
    });
    expect(serviceEnv('market-sim', { QT_SERVICE_TOKEN: 'given-to-all' }, shared)).toEqual({});
  });
});
