import { createHash } from 'node:crypto';

/**
 * The id of an order at its venue, 35 characters. The reservation is part of it, because an id that did not fill may be
 * submitted again: a venue that still answers for the earlier attempt would be taken to answer for the new one.
 */
export function venueOrderIdOf(clientOrderId: string, reservationId: string): string {
  const digest = createHash('sha256').update(`${clientOrderId} ${reservationId}`).digest('hex');
  return `qt-${digest.slice(0, 32)}`;
}
