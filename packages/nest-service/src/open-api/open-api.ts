import { type Access, type Route, SESSION_COOKIE, statusesOf } from '@qt/contracts';
import type { ServiceDescription } from '../service-description.ts';
import { telemetryName } from '../service-environment.ts';
import { failureName, failureResponses } from './failure-responses.ts';
import { type Json, requestKey, responseKey, type SharedSchemas, sharedSchemas } from './shared-schemas.ts';

/** The service's contract as OpenAPI 3.1, made from the schemas that parse its requests. */
export function openApi({ id, version, routes }: ServiceDescription): Json {
  const schemas = sharedSchemas(routes);
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(routes)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: telemetryName(id),
      version,
      description: 'Every response carries `x-request-id`; it finds the request in the logs of all services.',
    },
    tags: tagsOf(Object.values(routes)),
    paths,
    components: { schemas: schemas.components, responses: failureResponses(routes), securitySchemes: SECURITY_SCHEMES },
  };
}

/** In the order of their routes, those that services only call each other by at the end: a page shows them in this order. */
function tagsOf(routes: readonly Route[]): Json[] {
  const isInternal = (tag: string) => routes.every((route) => route.tag !== tag || route.path.startsWith('/internal/'));
  const tags = [...new Set(routes.map(({ tag }) => tag))];
  return [...tags.filter((tag) => !isInternal(tag)), ...tags.filter(isInternal)].map((name) => ({ name }));
}

const SECURITY_SCHEMES = {
  trader: { type: 'http', scheme: 'bearer', description: 'QT_API_TOKEN. Needed only where it is set.' },
  service: { type: 'http', scheme: 'bearer', description: 'QT_SERVICE_TOKEN, for calls between services' },
  admin: { type: 'apiKey', in: 'header', name: 'X-Admin-Token', description: "QT_ADMIN_TOKEN, or an operator's own" },
  reader: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Admin-Token',
    description: 'Needed only where QT_HOST is not loopback',
  },
  person: { type: 'apiKey', in: 'header', name: 'X-Admin-Token', description: 'The token of anybody who has one' },
  session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'Of who has signed in at the console' },
};

/** Any one of the schemes is enough. */
const SECURITY: Readonly<Record<Access, readonly (keyof typeof SECURITY_SCHEMES)[]>> = {
  public: [],
  reader: ['reader', 'trader', 'service'],
  trader: ['trader'],
  service: ['service'],
  admin: ['admin'],
  admin_or_service: ['admin', 'service'],
  person: ['person'],
  session: ['session'],
};

function operation(name: string, route: Route, schemas: SharedSchemas): Json {
  const parameters = [...parametersOf(name, 'params', schemas), ...parametersOf(name, 'query', schemas)];
  const body = schemas.requests[requestKey(name, 'body')];
  // 499 appears in logs and metrics when the client has disconnected; nobody receives it.
  const statuses = statusesOf(route).filter((status) => status !== 499);
  return {
    operationId: name,
    tags: [route.tag],
    summary: route.summary,
    // Open where only this machine can reach the service.
    security: [
      ...(route.access === 'reader' ? [{}] : []),
      ...SECURITY[route.access].map((scheme) => ({ [scheme]: [] })),
    ],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: json(body) } }),
    responses: Object.fromEntries(statuses.map((status) => [status, response(name, route, status, schemas)])),
  };
}

function parametersOf(name: string, part: 'params' | 'query', schemas: SharedSchemas): Json[] {
  const { properties = {}, required = [] } = (schemas.requests[requestKey(name, part)] ?? {}) as {
    properties?: Json;
    required?: string[];
  };
  return Object.entries(properties).map(([parameter, schema]) => ({
    name: parameter,
    in: part === 'params' ? 'path' : 'query',
    required: part === 'params' || required.includes(parameter),
    ...described(schema as Json, schemas),
    schema,
  }));
}

/** The description and an example of a schema, or of the shared schema that it refers to. */
function described({ $ref, ...own }: Json, { components }: SharedSchemas): Json {
  const shared = typeof $ref === 'string' ? (components[$ref.replace('#/components/schemas/', '')] as Json) : {};
  const { description, examples } = { ...shared, ...own } as { description?: string; examples?: unknown[] };
  return {
    ...(description === undefined ? {} : { description }),
    ...(examples === undefined ? {} : { example: examples[0] }),
  };
}

function response(name: string, route: Route, status: number, schemas: SharedSchemas): Json {
  if (!(status in route.responses)) return { $ref: `#/components/responses/${failureName(status)}` };
  const schema = schemas.responses[responseKey(name, status)];
  return { description: route.summary, ...(schema === undefined ? {} : { content: json(schema) }) };
}

function json(schema: unknown): Json {
  return { 'application/json': { schema } };
}
