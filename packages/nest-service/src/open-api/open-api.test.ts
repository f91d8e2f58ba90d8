import {
  apiRoutes,
  marketSimRoutes,
  operationalRoutes,
  type Routes,
  retrainRoutes,
  riskRoutes,
  type ServiceId,
  schedulerRoutes,
} from '@qt/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { openApi } from './open-api.ts';

const describeService = (id: ServiceId, routes: Routes) =>
  openApi({ id, starts: 1, version: '1.2.3', startedAt: 0, served: [], routes: { ...routes, ...operationalRoutes } });

interface Operation {
  operationId: string;
  tags: string[];
  parameters?: { name: string; in: string; required: boolean; description?: string; example?: unknown }[];
  security: object[];
  requestBody?: { content: { 'application/json': { schema: { $ref?: string } } } };
  responses: Record<string, { $ref?: string; content?: { 'application/json': { schema: { $ref?: string } } } }>;
}
const operationsOf = (document: Record<string, unknown>) =>
  Object.values(document['paths'] as Record<string, Record<string, Operation>>).flatMap((path) => Object.values(path));
const operation = (document: Record<string, unknown>, id: string) =>
  operationsOf(document).find(({ operationId }) => operationId === id);

const services: [ServiceId, Routes][] = [
  ['api', apiRoutes],
  ['scheduler', schedulerRoutes],
  ['retrain-worker', retrainRoutes],
  ['risk-guard', riskRoutes],
  ['market-sim', marketSimRoutes],
];

describe.each(services)('the contract of %s', (id, routes) => {
  const document = describeService(id, routes);

  test('is valid OpenAPI 3.1, and every reference resolves', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const resolved = validator.resolveRefs({ specification: structuredClone(document) });
    expect(JSON.stringify(resolved)).not.toContain('"$defs"');
  });

  test('gives every operation a unique id, a tag, and its failure responses', () => {
    const operations = operationsOf(document);
    expect(operations).toHaveLength(Object.keys({ ...routes, ...operationalRoutes }).length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { tags, responses } of operations) {
      expect(tags).toHaveLength(1);
      expect(responses['500']).toEqual({ $ref: '#/components/responses/InternalServerError' });
      expect(responses).not.toHaveProperty('499');
    }
  });
});

test('an order is defined once and referenced', () => {
  const document = describeService('api', apiRoutes);
  const placeTrade = operation(document, 'placeTrade');
  expect(placeTrade?.requestBody?.content['application/json'].schema.$ref).toBe('#/components/schemas/TradeRequest');
  expect(placeTrade?.responses['201']?.content?.['application/json'].schema.$ref).toBe(
    '#/components/schemas/FilledOrder',
  );
  // Of a filled order, an order, the account, a closing, and a fill that the console shows.
  expect(JSON.stringify(document).split('"realised_pnl":{').length - 1).toBe(5);
});

test('a schema with defaults has one form in requests and another in responses', () => {
  const document = describeService('market-sim', marketSimRoutes);
  const setFault = operation(document, 'setFault');
  const { schemas } = document['components'] as { schemas: Record<string, { required?: string[] }> };
  expect(setFault?.requestBody?.content['application/json'].schema.$ref).toBe('#/components/schemas/FaultInput');
  expect(setFault?.responses['200']?.content?.['application/json'].schema.$ref).toBe('#/components/schemas/Fault');
  expect(schemas['FaultInput']?.required).toEqual(['kind']);
  expect(schemas['Fault']?.required).toEqual(['kind', 'probability', 'latency_ms']);
});

test('the health of the system has every part, and an example', () => {
  const document = describeService('api', apiRoutes);
  const health = operation(document, 'health')?.responses['200']?.content?.['application/json'].schema;
  expect(health?.$ref).toBe('#/components/schemas/SystemHealth');
  const { schemas } = document['components'] as { schemas: Record<string, { required: string[]; examples: object[] }> };
  const parts =
    'status since trading services providers prices model market environment version signals jobs retraining';
  expect(schemas['SystemHealth']?.required).toEqual(parts.split(' '));
  expect(Object.keys(schemas['SystemHealth']?.examples[0] ?? {})).toEqual(parts.split(' '));
});

test('a parameter has the description and the example of its schema', () => {
  const [symbol] = operation(describeService('api', apiRoutes), 'latestPrice')?.parameters ?? [];
  expect(symbol).toMatchObject({ name: 'symbol', in: 'path', required: true, example: 'BTCUSDT' });
  expect(symbol?.description).toContain('base, then quote');
});

test('a route names every token that opens it', () => {
  const risk = describeService('risk-guard', riskRoutes);
  expect(operation(risk, 'live')?.security).toEqual([]);
  expect(operation(risk, 'state')?.security).toEqual([{}, { reader: [] }, { trader: [] }, { service: [] }]);
  expect(operation(risk, 'killSwitch')?.security).toEqual([{ admin: [] }]);
  expect(operation(risk, 'reserve')?.security).toEqual([{ service: [] }]);
});
