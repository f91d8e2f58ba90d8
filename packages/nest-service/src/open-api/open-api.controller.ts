import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Header, Inject, StreamableFile } from '@nestjs/common';
import { operationalRoutes } from '@qt/contracts';
import { Endpoint } from '../endpoint.ts';
import type { ServiceDescription } from '../service-description.ts';
import { SERVICE } from '../tokens.ts';
import { DOCS_POLICY, DOCS_SCRIPT, docsPage } from './docs-page.ts';
import { openApi } from './open-api.ts';

const CACHE = 'public, max-age=3600';

/** The service's OpenAPI document and API page, which are not part of the contract themselves. */
@Controller()
export class OpenApiController {
  constructor(@Inject(SERVICE) private readonly service: ServiceDescription) {}

  @Endpoint(operationalRoutes.openapi)
  contract() {
    return openApi(this.service);
  }

  @Endpoint(operationalRoutes.docs)
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', DOCS_POLICY)
  page() {
    return docsPage(this.service);
  }

  @Get('/docs/start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', CACHE)
  start() {
    return DOCS_SCRIPT;
  }

  @Get('/docs/swagger-ui-bundle.js')
  @Header('cache-control', CACHE)
  bundle() {
    return swaggerUi('swagger-ui-bundle.js', 'text/javascript; charset=utf-8');
  }

  @Get('/docs/swagger-ui.css')
  @Header('cache-control', CACHE)
  styles() {
    return swaggerUi('swagger-ui.css', 'text/css; charset=utf-8');
  }
}

function swaggerUi(file: string, type: string): StreamableFile {
  return new StreamableFile(createReadStream(fileURLToPath(import.meta.resolve(`swagger-ui-dist/${file}`))), { type });
}
