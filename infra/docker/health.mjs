// Whether the service of this image is ready: the health check of its container.
import { readFileSync } from 'node:fs';

const PORTS = { api: 8000, scheduler: 8001, 'retrain-worker': 8002, 'risk-guard': 8003, 'market-sim': 8010 };
const service = readFileSync(new URL('service', import.meta.url), 'utf8').trim();
const port = process.env[`QT_${service.toUpperCase().replaceAll('-', '_')}_PORT`] || PORTS[service];
const { ok } = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => ({ ok: false }));
process.exit(ok ? 0 : 1);
