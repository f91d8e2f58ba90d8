import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];

/** Where the other replicas reach this one: on the address that it listens on, else on the first one of this machine. */
export function advertisedAddress(host: string, port: number, interfaces = networkInterfaces): string {
  const address = WILDCARDS.includes(host) ? outerAddress(interfaces()) : host;
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

function outerAddress(interfaces: ReturnType<typeof networkInterfaces>): string {
  const addresses = Object.values(interfaces).flatMap((of) => of ?? []);
  const outer = addresses.filter(({ internal, scopeid }) => !internal && !scopeid);
  return (outer.find(({ family }) => family === 'IPv4') ?? outer[0])?.address ?? '127.0.0.1';
}
