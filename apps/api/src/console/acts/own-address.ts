import type { AddressInfo } from 'node:net';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Where this API can be called from this machine, so that an act on its own routes is admitted and measured as any other. */
@Injectable()
export class OwnAddress {
  constructor(private readonly adapter: HttpAdapterHost) {}

  url(): string {
    const { address, family, port } = this.adapter.httpAdapter.getHttpServer().address() as AddressInfo;
    const everywhere = address === '0.0.0.0' || address === '::';
    const host = everywhere ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
    return `http://${host}:${port}`;
  }
}
