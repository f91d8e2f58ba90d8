import { Controller, Get, Header, Headers, Inject, Param, Res } from '@nestjs/common';
import type { Instruments } from '@qt/catalogue';
import { HttpProblem } from '@qt/nest-service';
import { INSTRUMENTS } from '@qt/telemetry';
import { isOpening } from './opening.ts';
import { PageService } from './page.service.ts';

/** Only its own files, only its own API, nothing inline, in nobody's frame. */
export const CONSOLE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** What is used of Fastify's reply. */
interface Reply {
  header(name: string, value: string): Reply;
}

/** The operator's console, a page for people, which is not part of the contract. */
@Controller()
export class PageController {
  constructor(
    private readonly page: PageService,
    @Inject(INSTRUMENTS) private readonly instruments: Instruments<'qt_console_openings_total'>,
  ) {}

  @Get('/')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', CONSOLE_POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'no-store')
  index(@Headers() headers: Readonly<Record<string, string>>) {
    if (isOpening(headers)) this.instruments.qt_console_openings_total.add(1, { stage: 'served' });
    if (this.page.html !== undefined) return this.page.html;
    throw new HttpProblem(503, 'page_not_built', 'apps/console: expected to be built; run npx pnpm@12 build');
  }

  /** A name has its content's hash in it, so what it names never changes. */
  @Get('/assets/:file')
  @Header('x-content-type-options', 'nosniff')
  asset(
    @Param('file') file: string,
    @Headers('accept-encoding') accepted = '',
    @Res({ passthrough: true }) reply: Reply,
  ) {
    const asset = this.page.asset(file);
    if (asset === undefined) throw new HttpProblem(404, 'unknown_file', 'file: expected one of this build of the page');
    reply.header('content-type', asset.type).header('vary', 'accept-encoding');
    reply.header('cache-control', 'public, max-age=31536000, immutable');
    if (!/\bgzip\b/.test(accepted)) return asset.plain;
    reply.header('content-encoding', 'gzip');
    return asset.gzip;
  }
}
