import { errorReply, type Route, responseSchema, statusesOf } from '@qt/contracts';
import { z } from 'zod';
import type { ServiceDescription } from './service-description.ts';
import { telemetryName } from './service-environment.ts';

type Json = Record<string, unknown>;

/** The service's contract as OpenAPI 3.1, made from the very schemas that parse its requests. */
export function openApi(service: ServiceDescription): Json {
  const paths: Record<string, Json> = {};
  for (const route of service.routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: telemetryName(service.id), version: service.version },
    paths,
    components: { schemas: { Error: schemaOf(errorReply, 'output') }, securitySchemes: SECURITY },
  };
}

const SECURITY = {
  trader: { type: 'http', scheme: 'bearer', description: 'QT_API_TOKEN, when it is set' },
  service: { type: 'http', scheme: 'bearer', description: 'QT_SERVICE_TOKEN' },
  admin: { type: 'apiKey', in: 'header', name: 'X-Admin-Token', description: 'QT_ADMIN_TOKEN' },
};

function operation(route: Route): Json {
  const parameters = [...parametersOf('path', route.params), ...parametersOf('query', route.query)];
  const responses = Object.fromEntries(
    statusesOf(route)
      .filter((status) => status !== 499)
      .map((s) => [s, response(route, s)]),
  );
  return {
    summary: route.summary,
    ...(route.access === 'public' ? {} : { security: [{ [route.access]: [] }] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: json(schemaOf(route.body, 'input')) } }),
    responses,
  };
}

function parametersOf(place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function response(route: Route, status: number): Json {
  const schema = responseSchema(route, status);
  if (schema === undefined) return { description: route.summary };
  const content = schema === errorReply ? { $ref: '#/components/schemas/Error' } : schemaOf(schema, 'output');
  return { description: status < 400 ? route.summary : 'A failure', content: json(content) };
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
