import { expect, test } from 'vitest';
import { readEnvironment } from './environment.ts';
import { serviceEnvironment } from './service-environment.ts';

test('a staging that is spelled otherwise stops the start: it would pass for production', () => {
  expect(() => readEnvironment(serviceEnvironment, { STAGING_MODE: 'true' })).toThrow(
    "STAGING_MODE: expected one of 0, 1, actual 'true'",
  );
  for (const given of [undefined, '', '0', '1']) readEnvironment(serviceEnvironment, { STAGING_MODE: given });
});

test('a log level that is spelled otherwise stops the start: it would pass for info', () => {
  expect(() => readEnvironment(serviceEnvironment, { QT_LOG_LEVEL: 'loud' })).toThrow(
    "QT_LOG_LEVEL: expected one of debug, info, warn, error, actual 'loud'",
  );
  for (const given of [undefined, '', 'debug', 'error']) readEnvironment(serviceEnvironment, { QT_LOG_LEVEL: given });
});
