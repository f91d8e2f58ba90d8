import { EVERY_SERVICE, VARIABLES, type Variable } from '../../configuration/index.ts';
import type { Artefact } from '../artefact.ts';
import { yamlText } from '../yaml-text.ts';

type Service = (typeof EVERY_SERVICE)[number];

/** Names of what must not be in a manifest; `…_FILE` is a path. */
const SECRET = /(TOKEN|TOKENS|SECRET|KEY|HEADERS|DATABASE_URL)$/;
/** Set by the chart itself. */
const FIXED = /^(QT_HOST|QT_DATA_DIR|POD_NAME|QT_STOP_WITH_STDIN|QT_[A-Z_]+_PORT)$/;

/** Not everything that a service would accept: who signs in is the API's matter, and the simulator knows nobody. */
const GIVEN_TO: Readonly<Record<string, readonly Service[]>> = {
  QT_API_TOKEN: ['api'],
  QT_API_TOKENS: ['api'],
  QT_SERVICE_TOKEN: ['api', 'scheduler', 'retrain-worker', 'risk-guard'],
  QT_SERVICE_TOKENS: ['api', 'scheduler', 'retrain-worker', 'risk-guard'],
};

const documented = VARIABLES.flatMap(({ variables }) => variables);

/**
 * `infra/helm/qt/files/generated/services.yaml`: what the chart must know of each service. Which variables and secrets it reads, and
 * which other services it calls, follow from the reference of variables, which a test holds against the services.
 */
export function helmServices(): Artefact {
  const services = Object.fromEntries(EVERY_SERVICE.map((service) => [service, described(service)]));
  return { path: 'infra/helm/qt/files/generated/services.yaml', text: yamlText(SOURCE, { services }) };
}

const SOURCE = 'packages/monitoring/src/configuration';

function described(service: Service) {
  const read = documented.filter(({ readBy }) => readBy.includes(service)).map(({ name }) => name);
  const addresses = EVERY_SERVICE.map((other) => [other, `${prefix(other)}_URL`] as const);
  const own = read.filter((name) => !FIXED.test(name) && !addresses.some(([, address]) => address === name));
  return {
    port: Number(variable(`${prefix(service)}_PORT`).default),
    calls: addresses.filter(([, address]) => read.includes(address)).map(([other]) => other),
    callsExchanges: read.includes('QT_BINANCE_URL'),
    onPostgres: read.includes('QT_DATABASE_URL'),
    variables: own.filter((name) => !SECRET.test(name)),
    secrets: own.filter((name) => isSecret(name) && (GIVEN_TO[name] ?? EVERY_SERVICE).includes(service)),
  };
}

const isSecret = (name: string) => SECRET.test(name) && name !== 'QT_DATABASE_URL';
const prefix = (service: Service) => `QT_${service.toUpperCase().replaceAll('-', '_')}`;

function variable(name: string): Variable {
  const found = documented.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name}: expected a documented variable`);
  return found;
}
