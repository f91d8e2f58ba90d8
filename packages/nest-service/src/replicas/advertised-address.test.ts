import { expect, test } from 'vitest';
import { advertisedAddress } from './advertised-address.ts';

const address = (family: 'IPv4' | 'IPv6', text: string, internal: boolean) =>
  ({
    family,
    address: text,
    internal,
    netmask: '',
    mac: '',
    cidr: null,
    scopeid: text.startsWith('fe80') ? 2 : 0,
  }) as never;
const interfaces = () => ({
  lo: [address('IPv4', '127.0.0.1', true)],
  eth0: [address('IPv6', 'fe80::1', false), address('IPv4', '10.1.2.3', false)],
});

test('a replica that listens everywhere is reached on its first address that is not of the machine alone', () => {
  expect(advertisedAddress('0.0.0.0', 8003, interfaces)).toBe('http://10.1.2.3:8003');
  expect(advertisedAddress('::', 8003, interfaces)).toBe('http://10.1.2.3:8003');
});

test('an address of IPv6 stands in brackets', () => {
  const only6 = () => ({ eth0: [address('IPv6', 'fe80::1', false), address('IPv6', '2001:db8::7', false)] });
  expect(advertisedAddress('::', 8003, only6)).toBe('http://[2001:db8::7]:8003');
  expect(advertisedAddress('::1', 8003, interfaces)).toBe('http://[::1]:8003');
});

test('else on the one that it listens on', () => {
  expect(advertisedAddress('127.0.0.2', 8003, interfaces)).toBe('http://127.0.0.2:8003');
});
