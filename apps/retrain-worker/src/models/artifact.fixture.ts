import { createHash } from 'node:crypto';
import { PROFILES } from '@qt/catalogue';
import { FEATURES, STRATEGIES } from '@qt/model';
import { cardOf } from './model-card.fixture.ts';

const ASKS = [
  ...FEATURES.map(({ name }) => name),
  ...PROFILES.map(
    (profile) => `${profile}: ${STRATEGIES[profile].netMove} net in ${STRATEGIES[profile].horizonMinutes}m`,
  ),
];

/** A whole model's file, of a model that predicts for no profile. */
export function artifactOf(version: string): Uint8Array {
  const content = `${JSON.stringify({ card: cardOf(version), asks: ASKS.join(', '), classifiers: [] })}\n`;
  const checksum = createHash('sha256').update(content).digest('hex');
  return new Uint8Array(Buffer.from(`qt-model/2 sha256:${checksum}\n${content}`));
}
