import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArtifactDamaged, ArtifactOutdated, readArtifact, writeArtifact } from './artifact.ts';
import { anyCard } from './model-card.fixture.ts';
import { CLASSES } from './softmax.ts';
import { TREE_NUMBERS } from './trees.ts';

const classifier = (profile: 'conservative' | 'aggressive', trees: number) => ({
  profile,
  calibration: { scale: 0.8, shift: { buy: 0.1, sell: -0.2, hold: 0 } },
  trees: Float64Array.from({ length: CLASSES + trees * TREE_NUMBERS }, (_, at) => at / 7),
});
const model = { card: anyCard(), classifiers: [classifier('conservative', 2), classifier('aggressive', 1)] };

test('a model is read from its file unchanged', () => {
  expect(readArtifact(writeArtifact(model))).toEqual(model);
});

test('the first two lines of a file describe it', () => {
  const [format, json] = Buffer.from(writeArtifact(model)).toString('latin1').split('\n');
  expect(format).toMatch(/^qt-model\/2 sha256:[0-9a-f]{64}$/);
  expect(JSON.parse(json ?? '')).toMatchObject({ card: { version: model.card.version } });
});

test('any changed byte is detected', () => {
  const file = writeArtifact(model);
  fc.assert(
    fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const damaged = Uint8Array.from(file);
      damaged[at] = (damaged[at] ?? 0) ^ change;
      expect(() => readArtifact(damaged)).toThrow(ArtifactDamaged);
    }),
  );
});

test('a file that is truncated, empty or of another format is refused with what was expected', () => {
  const file = writeArtifact(model);
  expect(() => readArtifact(file.subarray(0, -1))).toThrow(/expected sha256:[0-9a-f]{64}, actual sha256:/);
  expect(() => readArtifact(new Uint8Array(0))).toThrow('expected a line of text, actual 0 bytes without one');
  expect(() => readArtifact(Buffer.from('<html>\n'))).toThrow("expected format qt-model/2, actual '<html>'");
});

test('a model with other features is refused as outdated, not as damaged', () => {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const [, json = '', ...blobs] = Buffer.from(writeArtifact(model)).toString('latin1').split('\n');
  const content = Buffer.from([json.replace('volume_ratio', 'moon_phase'), ...blobs].join('\n'), 'latin1');
  const checksum = createHash('sha256').update(content).digest('hex');
  const other = Buffer.concat([Buffer.from(`qt-model/2 sha256:${checksum}\n`), content]);
  expect(() => readArtifact(other)).toThrow(ArtifactOutdated);
  expect(() => readArtifact(other)).toThrow('moon_phase');
});
