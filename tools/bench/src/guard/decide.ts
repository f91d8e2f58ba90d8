/**
 * Prints what one decision costs, in µs of CPU: the pure rules of the risk guard, on the orders of its own tests.
 * Run on the sources, by --conditions=@qt/source: tests are not built.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { amount } from '@qt/domain';
import { spreadOf } from '../statistics.ts';

const DOMAIN = resolve(import.meta.dirname, '../../../../apps/risk-guard/src/domain');
const load = (file: string) => import(pathToFileURL(resolve(DOMAIN, file)).href);
const { checkOrder } = await load('check-order.ts');
const { buy, context, limits } = await load('check-order.fixture.ts');

const held = { held: amount('0.03'), sellable: amount('0.03'), committed: amount('0.04') };
const account = context({ ...held, otherExposure: amount('4000'), otherOpenSymbols: 2, cashOnOrder: amount('500') });
/** Allowed, and denied by the last rules. */
const orders = [buy(), buy({ quantity: amount('0.02') }), buy({ quantity: amount('0.5') })];
const inForce = limits();

const DECISIONS = 30_000;
function round(): number {
  const before = process.cpuUsage();
  for (let n = 0; n < DECISIONS; n++) checkOrder(orders[n % orders.length], account, inForce);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / DECISIONS;
}
round();
process.stdout.write(JSON.stringify(spreadOf(Array.from({ length: 9 }, round))));
