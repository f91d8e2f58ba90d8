import { errorReply, type Routes } from '@qt/contracts';
import { z } from 'zod';

export type Json = Record<string, unknown>;
type Part = 'params' | 'query' | 'body';

export const requestKey = (operation: string, part: Part) => `${operation}.${part}`;
export const responseKey = (operation: string, status: number | string) => `${operation}.${status}`;

/** The JSON schemas of a service's routes. A schema with an id is defined once, in `components`, and referenced. */
export interface SharedSchemas {
  readonly components: Json;
  /** By `requestKey`. */
  readonly requests: Json;
  /** By `responseKey`. */
  readonly responses: Json;
}

const PARTS: readonly Part[] = ['params', 'query', 'body'];

/** A schema that differs between requests and responses (by its defaults) has `Input` after its name in requests. */
export function sharedSchemas(routes: Routes): SharedSchemas {
  const requests: Record<string, z.ZodType> = {};
  const responses: Record<string, z.ZodType> = { error: errorReply };
  for (const [name, route] of Object.entries(routes)) {
    for (const part of PARTS) if (route[part] !== undefined) requests[requestKey(name, part)] = route[part];
    for (const [status, schema] of Object.entries(route.responses)) {
      if (schema !== null) responses[responseKey(name, status)] = schema;
    }
  }
  const input = convert(requests, 'input');
  const output = convert(responses, 'output');
  const own = ownToRequests(input.definitions, output.definitions);
  const inputName = (id: string) => (own.has(id) ? `${id}Input` : id);
  return {
    components: {
      ...renamed(output.definitions, (id) => id),
      ...renamed(input.definitions, inputName),
    },
    requests: relink(input.properties, inputName) as Json,
    responses: relink(output.properties, (id) => id) as Json,
  };
}

function convert(schemas: Record<string, z.ZodType>, io: 'input' | 'output') {
  const { properties, $defs } = z.toJSONSchema(z.object(schemas), { io, unrepresentable: 'any' });
  return { properties: (properties ?? {}) as Json, definitions: ($defs ?? {}) as Json };
}

/** The ids whose request schema differs from the response schema, itself or in what it refers to. */
function ownToRequests(input: Json, output: Json): Set<string> {
  const own = new Set<string>();
  for (let size = -1; size !== own.size; ) {
    size = own.size;
    for (const [id, schema] of Object.entries(input)) {
      const text = JSON.stringify(schema);
      const differs = id in output && text !== JSON.stringify(output[id]);
      if (differs || [...own].some((other) => text.includes(`"#/$defs/${other}"`))) own.add(id);
    }
  }
  return own;
}

function renamed(definitions: Json, nameOf: (id: string) => string): Json {
  return Object.fromEntries(
    Object.entries(definitions).map(([id, schema]) => {
      const { id: _, ...rest } = relink(schema, nameOf) as Json;
      return [nameOf(id), rest];
    }),
  );
}

/** Turns each `#/$defs/…` into a reference to the component of that name. */
function relink(json: unknown, nameOf: (id: string) => string): unknown {
  if (Array.isArray(json)) return json.map((item) => relink(item, nameOf));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) =>
      key === '$ref' && typeof value === 'string'
        ? [key, `#/components/schemas/${nameOf(value.replace('#/$defs/', ''))}`]
        : [key, relink(value, nameOf)],
    ),
  );
}
