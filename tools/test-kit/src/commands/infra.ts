import { resolve } from 'node:path';

/** The folder `infra` of the checkout. */
export const INFRA = resolve(import.meta.dirname, '../../../../infra');

/** A port of this machine as an address, and as a URL. */
export const addressOf = (port: number): string => `127.0.0.1:${port}`;
export const urlOf = (port: number): string => `http://${addressOf(port)}`;
