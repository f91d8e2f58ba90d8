import type { Log } from '@qt/catalogue';
import type { ServiceEnvironment } from '../service-environment.ts';
import type { Tokens } from './access.ts';
import { watchTokenFile } from './operator-tokens.ts';

type TokenVariables = Pick<
  ServiceEnvironment,
  | 'QT_ADMIN_TOKEN'
  | 'QT_ADMIN_TOKENS'
  | 'QT_ADMIN_TOKENS_FILE'
  | 'QT_SERVICE_TOKEN'
  | 'QT_SERVICE_TOKENS'
  | 'QT_API_TOKEN'
>;

/**
 * The tokens that this service accepts by its environment.
 *
 * @throws BadEnvironment if `QT_ADMIN_TOKENS_FILE` cannot be used.
 */
export function readTokens(environment: TokenVariables, log: Log): Tokens {
  const { QT_ADMIN_TOKENS_FILE: file } = environment;
  const fromFile = file === undefined ? () => [] : watchTokenFile(file, log);
  const fixed = [...environment.QT_ADMIN_TOKENS, ...named('admin', environment.QT_ADMIN_TOKEN)];
  return {
    operators: () => [...fixed, ...fromFile()],
    services:
      environment.QT_SERVICE_TOKENS.length > 0
        ? environment.QT_SERVICE_TOKENS
        : named('service', environment.QT_SERVICE_TOKEN),
    api: environment.QT_API_TOKEN,
  };
}

function named(name: string, token: string | undefined) {
  return token === undefined ? [] : [{ name, token }];
}
