import { Module } from '@nestjs/common';
import { ModelsModule } from '../models/models.module.ts';
import { RiskModule } from '../risk/risk.module.ts';
import { StoreModule } from '../store/store.module.ts';
import { DecisionRecorder } from './decision-recorder.ts';
import { OrdersController } from './orders.controller.ts';
import { OrdersService } from './orders.service.ts';
import { ReservationIds } from './reservation-ids.ts';

@Module({
  imports: [ModelsModule, RiskModule, StoreModule],
  controllers: [OrdersController],
  providers: [OrdersService, DecisionRecorder, ReservationIds],
  exports: [OrdersService],
})
export class OrdersModule {}
