import { Controller, Get, Header, Param } from '@nestjs/common';
import { HttpProblem } from '@qt/nest-service';
import { PAGE_POLICY, PAGE_STYLES } from './runbook-page.ts';
import { PAGE_SCRIPT } from './runbook-script.ts';
import { RunbooksService } from './runbooks.service.ts';

const HTML = 'text/html; charset=utf-8';
const CACHE = 'public, max-age=3600';

/** The runbooks as pages for people, which are not part of the contract. */
@Controller('runbooks')
export class RunbooksController {
  constructor(private readonly runbooks: RunbooksService) {}

  @Get()
  @Header('content-type', HTML)
  @Header('content-security-policy', PAGE_POLICY)
  @Header('cache-control', 'no-store')
  index() {
    return this.runbooks.index();
  }

  @Get('page.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', CACHE)
  script() {
    return PAGE_SCRIPT;
  }

  @Get('page.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', CACHE)
  styles() {
    return PAGE_STYLES;
  }

  @Get(':alert')
  @Header('content-type', HTML)
  @Header('content-security-policy', PAGE_POLICY)
  @Header('cache-control', 'no-store')
  async page(@Param('alert') alert: string) {
    const page = await this.runbooks.page(alert);
    if (page !== undefined) return page;
    throw new HttpProblem(404, 'unknown_runbook', `alert: expected one of those at /runbooks, actual '${alert}'`);
  }
}
