import type { Variable, VariableGroup } from './variable.ts';

const one = (name: string, fallback: string | null, meaning: string): Variable => ({
  name,
  readBy: ['compose'],
  default: fallback,
  meaning,
});

const published = (name: string, port: string, what: string): Variable =>
  one(name, port, `Port of this machine that reaches ${what}; 0: any that is free.`);

/** The native stack has the same ones. */
const alsoOfStack = (name: string, port: string, what: string): Variable => ({
  ...published(name, port, what),
  readBy: ['compose', 'stack'],
});

/** What is read by docker-compose.yml, and not by the services. The ports of the services are there the published ones as well. */
export const COMPOSE_VARIABLES: VariableGroup = {
  title: 'Docker Compose',
  variables: [
    one('COMPOSE_PROFILES', null, 'The parts that run, as `docker-compose.yml` lists them, separated by commas.'),
    one('QT_IMAGE_TAG', 'local', "Tag of the services' images."),
    one(
      'QT_DOCKER_CONTAINERS',
      '/var/lib/docker/containers',
      "Where the engine keeps the containers' log files, from which the Collector reads.",
    ),
    alsoOfStack('QT_PROMETHEUS_PORT', '9090', 'Prometheus'),
    alsoOfStack('QT_ALERTMANAGER_PORT', '9093', 'Alertmanager'),
    published('QT_COLLECTOR_HEALTH_PORT', '13133', "the Collector's health"),
    alsoOfStack('QT_VICTORIALOGS_PORT', '9428', 'VictoriaLogs'),
    published('QT_JAEGER_PORT', '16686', 'Jaeger'),
    published('QT_GRAFANA_PORT', '3000', 'Grafana'),
  ],
};
