// Whether the service of this image is ready: the health check of its container.
import { readFileSync } from 'node:fs';
import { get } from 'node:http';

const PORTS = { api: 8000, scheduler: 8001, 'retrain-worker': 8002, 'risk-guard': 8003, 'market-sim': 8010 };
const service = readFileSync(new URL('service', import.meta.url), 'utf8').trim();
const port = process.env[`QT_${service.toUpperCase().replaceAll('-', '_')}_PORT`] || PORTS[service];

get({ host: '127.0.0.1', port, path: '/health/ready' }, ({ statusCode }) =>
  process.exit(statusCode === 200 ? 0 : 1),
).on('error', () => process.exit(1));
