import { Module } from '@nestjs/common';
import { ADMIN_AUDIT } from '@qt/nest-service';
import { StoreModule } from '../store/store.module.ts';
import { AuditController } from './audit.controller.ts';
import { AuditService } from './audit.service.ts';

@Module({
  imports: [StoreModule],
  controllers: [AuditController],
  providers: [AuditService, { provide: ADMIN_AUDIT, useExisting: AuditService }],
})
export class AuditModule {}
