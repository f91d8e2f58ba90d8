import { apiRoutes } from '@qt/contracts';
import { amount } from '@qt/domain';
import { expect, test } from 'vitest';
import type { FilledOrder } from './domain/order.ts';
import { anExecution, anOrder } from './trading.fixture.ts';
import { filledOrderBody, orderBody, positionBody } from './trading.mapper.ts';

const filled: FilledOrder = {
  order: anOrder(),
  status: 'filled',
  ...anExecution('0.5', '60000', '30', 0),
  realisedPnl: amount('-30'),
};

test('an order has its life so far', () => {
  const order = anOrder();
  const known = {
    order,
    guardDue: false,
    state: 'cancelled',
    filled: { ...filled, status: 'partially_filled' },
    cause: 'so',
  } as const;
  const events = [{ at: 0, state: 'cancelled', cause: 'so' } as const];
  const body = orderBody(known, events);
  expect(apiRoutes.order.responses[200].parse(body)).toEqual(body);
  expect(body).toMatchObject({
    state: 'cancelled',
    executed: { status: 'partially_filled' },
    events: [{ cause: 'so' }],
  });
  expect(orderBody({ order, guardDue: false, state: 'new' }, []).executed).toBeNull();
});

test('bodies fit the contract, to the smallest amounts', () => {
  const smallest: FilledOrder = {
    order: anOrder({ quantity: '0.00000001' }),
    status: 'partially_filled',
    ...anExecution('0.00000001', '0.00000001', '0.00000001', 0),
    notional: amount('0.00000001'),
    realisedPnl: amount('-0.00000001'),
  };
  for (const order of [filled, smallest]) {
    const body = filledOrderBody(order);
    expect(apiRoutes.placeTrade.responses[201].parse(body)).toEqual(body);
  }
  const position = {
    symbol: 'BTCUSDT',
    profile: null,
    quantity: amount('123456789'),
    cost: amount('1.5'),
    openedAt: 0,
    stopPrice: null,
    expiresAt: 1,
  };
  const body = { items: [positionBody(position, true)] };
  expect(apiRoutes.positions.responses[200].parse(body)).toEqual(body);
});
