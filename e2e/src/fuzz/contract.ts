import type { ServiceId } from '@qt/contracts';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

export type Json = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: Json;
}

/** An operation of a service's own OpenAPI document. */
export interface Operation {
  readonly service: ServiceId;
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Json | undefined;
  /** By declared status; undefined where the answer is not JSON. */
  readonly answers: ReadonlyMap<number, ValidateFunction | undefined>;
}

/** What a service says of itself, with its schemas resolved by name. */
export interface Contract {
  readonly operations: readonly Operation[];
  readonly resolve: (schema: Json) => Json;
}

interface Content {
  readonly $ref?: string;
  readonly content?: { readonly 'application/json': { readonly schema: Json } };
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Json; readonly responses: Readonly<Record<string, Content>> };
}

/** Reads `/openapi.json` of a running service. */
export async function readContract(service: ServiceId, url: string): Promise<Contract> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', components: document.components });
  const validator = (response: Content) => {
    const shared = response.$ref === undefined ? response : document.components.responses[nameOf(response.$ref)];
    const schema = shared?.content?.['application/json'].schema;
    if (schema === undefined) return undefined;
    return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as Json);
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { operationId, parameters = [], requestBody, responses }]): Operation => ({
        service,
        name: operationId,
        method: method.toUpperCase(),
        path,
        parameters,
        body: requestBody?.content?.['application/json'].schema,
        answers: new Map(Object.entries(responses).map(([status, one]) => [Number(status), validator(one)])),
      }),
    ),
  );
  const resolve = (schema: Json): Json =>
    typeof schema['$ref'] === 'string' ? resolve(document.components.schemas[nameOf(schema['$ref'])] as Json) : schema;
  return { operations, resolve };
}

function nameOf(ref: string): string {
  return ref.split('/').at(-1) ?? '';
}
