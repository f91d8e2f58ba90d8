import { adminEnvironment, costFields, field, marketFields, readEnvironment } from '@qt/nest-service';

/** The variables of the retrain worker, by name. */
function retrainEnvironment(env: NodeJS.ProcessEnv) {
  return adminEnvironment.extend({
    QT_RETRAIN_WORKER_PORT: field.port(8002),
    QT_DATABASE_URL: field.databaseUrl(),
    ...marketFields(env),
    QT_PROVIDER_CIRCUIT_OPEN_SECONDS: field.count(1, 120),
    ...costFields,
    /** Days of one-minute candles to train on; fewer per symbol if there are many symbols. */
    QT_RETRAIN_HISTORY_DAYS: field.number({ above: 0, atMost: 90, default: 14 }),
    /** How long a better candidate runs beside the current model, and how long it is watched after that; 0: it is promoted at once. */
    QT_SHADOW_HOURS: field.count(0, 24),
    /** How many models are kept, including the current one. */
    QT_RETRAIN_KEEP_MODELS: field.count(2, 20),
  });
}

export type RetrainConfig = ReturnType<typeof readConfig>;

/**
 * Reads the retrain worker's configuration.
 *
 * @throws BadEnvironment that lists every invalid variable.
 */
export function readConfig(env: NodeJS.ProcessEnv) {
  return readEnvironment(retrainEnvironment(env), env);
}
