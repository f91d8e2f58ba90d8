import { recordingLog } from '@qt/telemetry/testing';
import { expect, test } from 'vitest';
import { nestLogger } from './nest-logger.ts';

test('messages of Nest about a failed start are dropped, since the cause is thrown', () => {
  const { log, lines } = recordingLog();
  const logger = nestLogger(log);
  logger.error(new Error('the database is damaged'), 'ExceptionHandler');
  logger.error('a route cannot be mapped', 'RouterExplorer');
  expect(lines.map(({ message }) => message)).toEqual(['a route cannot be mapped']);
});
