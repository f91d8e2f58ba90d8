import { networkInterfaces } from 'node:os';

const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];

/** Where the other replicas reach this one: on the address that it listens on, else on the first one of this machine. */
export function advertisedAddress(host: string, port: number, interfaces = networkInterfaces): string {
  return `http://${WILDCARDS.includes(host) ? outerAddress(interfaces()) : host}:${port}`;
}

function outerAddress(interfaces: ReturnType<typeof networkInterfaces>): string {
  const addresses = Object.values(interfaces).flatMap((of) => of ?? []);
  const outer = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  return outer?.address ?? '127.0.0.1';
}
