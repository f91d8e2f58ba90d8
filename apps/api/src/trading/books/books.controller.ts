import { Controller } from '@nestjs/common';
import { apiRoutes, BOOKED_FILLS_PER_PAGE, type InputOf } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import { LedgerRepository } from '../ledger/ledger.repository.ts';
import { bookedFillOf } from './books.mapper.ts';
import { BooksService } from './books.service.ts';

@Controller()
export class BooksController {
  constructor(
    private readonly service: BooksService,
    private readonly ledger: LedgerRepository,
  ) {}

  @Endpoint(apiRoutes.books)
  books() {
    return this.service.books();
  }

  @Endpoint(apiRoutes.bookedFills)
  async fills(@Input() { query: { after } }: InputOf<typeof apiRoutes.bookedFills>) {
    const page = await this.ledger.fillsAfter(after, BOOKED_FILLS_PER_PAGE);
    const last = page.length === BOOKED_FILLS_PER_PAGE ? page.at(-1) : undefined;
    return {
      items: page.map(({ filled, reservationId, open }) => bookedFillOf(filled, reservationId, open)),
      next: last?.sequence ?? null,
    };
  }

  @Endpoint(apiRoutes.adoptFills)
  async adopt(@Input() { body: { items } }: InputOf<typeof apiRoutes.adoptFills>) {
    return { adopted: await this.service.adopt(items) };
  }
}
