import type { Log } from '@qt/catalogue';
import type { Role } from '@qt/contracts';
import { type AdminEnvironment, isLoopback, type ServiceEnvironment } from '../service-environment.ts';
import type { Tokens } from './access.ts';
import { watchTokenFile } from './operator-tokens.ts';
import { mayActAs, type Person } from './people.ts';

type TokenVariables = Pick<
  ServiceEnvironment,
  'QT_HOST' | 'QT_SERVICE_TOKEN' | 'QT_SERVICE_TOKENS' | 'QT_API_TOKEN' | 'QT_API_TOKENS'
> &
  Partial<Pick<AdminEnvironment, 'QT_ADMIN_TOKEN' | 'QT_ADMIN_TOKENS' | 'QT_ADMIN_TOKENS_FILE'>>;

/**
 * The tokens that this service accepts by its environment.
 *
 * @throws BadEnvironment if `QT_ADMIN_TOKENS_FILE` cannot be used.
 */
export function readTokens(environment: TokenVariables, log: Log): Tokens {
  const { QT_ADMIN_TOKENS_FILE: file } = environment;
  const fromFile = file === undefined ? () => [] : watchTokenFile(file, log);
  const traders = [...environment.QT_API_TOKENS, ...person('trader', 'trader', environment.QT_API_TOKEN)];
  const fixed = [
    ...(environment.QT_ADMIN_TOKENS ?? []),
    ...person('admin', 'operator', environment.QT_ADMIN_TOKEN),
    ...traders,
  ];
  const people = () => [...fixed, ...fromFile()];
  return {
    people,
    operators: () => people().filter((one) => mayActAs('operator', one)),
    services:
      environment.QT_SERVICE_TOKENS.length > 0
        ? environment.QT_SERVICE_TOKENS
        : environment.QT_SERVICE_TOKEN === undefined
          ? []
          : [{ name: 'service', token: environment.QT_SERVICE_TOKEN }],
    openToTraders: traders.length === 0,
    openToReaders: isLoopback(environment.QT_HOST),
  };
}

function person(name: string, role: Role, token: string | undefined): Person[] {
  return token === undefined ? [] : [{ name, role, token }];
}
