import { Module } from '@nestjs/common';
import { RunbooksController } from './runbooks.controller.ts';
import { RunbooksService } from './runbooks.service.ts';

@Module({ controllers: [RunbooksController], providers: [RunbooksService] })
export class RunbooksModule {}
