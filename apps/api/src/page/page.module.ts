import { Module } from '@nestjs/common';
import { PageController } from './page.controller.ts';
import { PageService } from './page.service.ts';

/** Exports the page's service, whose build id the stream tells the pages that are open. */
@Module({ controllers: [PageController], providers: [PageService], exports: [PageService] })
export class PageModule {}
