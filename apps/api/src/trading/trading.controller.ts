import { Controller } from '@nestjs/common';
import { apiRoutes, type InputOf, type SuccessOf } from '@qt/contracts';
import { CallerGone, Endpoint, HttpProblem, Input } from '@qt/nest-service';
import { AccountService } from './account.service.ts';
import { AccountView } from './account-view.service.ts';
import { ManualTradesService } from './orders/manual-trades.service.ts';
import { OrderService } from './orders/order.service.ts';
import { PositionClosingService } from './orders/position-closing.service.ts';
import { RequestIdService } from './request-id.service.ts';
import { accountBody, closeReportOf, filledOrderBody, manualOrderOf } from './trading.mapper.ts';

@Controller()
export class TradingController {
  constructor(
    private readonly manualTrades: ManualTradesService,
    private readonly closing: PositionClosingService,
    private readonly orders: OrderService,
    private readonly view: AccountView,
    private readonly accounts: AccountService,
    private readonly requestIds: RequestIdService,
  ) {}

  @Endpoint(apiRoutes.placeTrade)
  async placeTrade(
    @Input() { body }: InputOf<typeof apiRoutes.placeTrade>,
    @CallerGone() gone: AbortSignal,
  ): Promise<SuccessOf<typeof apiRoutes.placeTrade>> {
    const order = manualOrderOf(body, this.requestIds.current());
    const placed = await this.manualTrades.place(order, gone);
    if (placed === null) return { status: 202, body: await this.#orderBody(order.clientOrderId) };
    return { status: placed.repeated ? 200 : 201, body: filledOrderBody(placed.filled) };
  }

  @Endpoint(apiRoutes.trades)
  async trades(@Input() { query: { limit } }: InputOf<typeof apiRoutes.trades>) {
    return { items: await this.view.fills(limit) };
  }

  @Endpoint(apiRoutes.orders)
  async openOrders() {
    return { items: await this.view.orders() };
  }

  @Endpoint(apiRoutes.order)
  order(@Input() { params: { client_order_id: id } }: InputOf<typeof apiRoutes.order>) {
    return this.#orderBody(id);
  }

  @Endpoint(apiRoutes.cancelOrder)
  async cancelOrder(@Input() { params: { client_order_id: id } }: InputOf<typeof apiRoutes.cancelOrder>) {
    const failure = await this.orders.cancel(id);
    if (failure === null) return this.#orderBody(id);
    throw new HttpProblem(503, 'order_unknown', `it is not known whether it was cancelled, ask again: ${failure}`);
  }

  async #orderBody(id: string) {
    const order = await this.view.order(id);
    if (order === null)
      throw new HttpProblem(404, 'unknown_order', `client_order_id: expected a known one, actual ${id}`);
    return order;
  }

  @Endpoint(apiRoutes.positions)
  async positions() {
    return { items: await this.view.positions() };
  }

  @Endpoint(apiRoutes.closePositions)
  async closePositions(@Input() { body: { symbol } }: InputOf<typeof apiRoutes.closePositions>) {
    return closeReportOf(await this.closing.close(symbol === undefined ? null : [symbol]));
  }

  @Endpoint(apiRoutes.flatten)
  async flatten(@Input() { body: { symbols } }: InputOf<typeof apiRoutes.flatten>) {
    return closeReportOf(await this.closing.close(symbols));
  }

  @Endpoint(apiRoutes.account)
  async account() {
    return accountBody(await this.accounts.account());
  }
}
