import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.ts';
import { RiskModule } from '../risk/risk.module.ts';
import { StoreModule } from '../store/store.module.ts';
import { ApiBooks } from './api-books.ts';
import { BooksService } from './books.service.ts';

/** Compares the guard's books with the API's ledger. */
@Module({ imports: [RiskModule, OrdersModule, StoreModule], providers: [ApiBooks, BooksService] })
export class BooksModule {}
