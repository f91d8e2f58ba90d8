import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditHash, CHAIN_START } from './audit-chain.ts';
import { type StoredAuditRecord, verifyAudit } from './verify-audit.ts';

/** `old` entries without a hash, then a chain. */
function chain(length: number, old = 0): StoredAuditRecord[] {
  let head = CHAIN_START;
  return Array.from({ length: old + length }, (_, index) => {
    const entry = { id: index + 1, at: 1000 + index, actor: 'anna', action: 'state', outcome: 'accepted' };
    const record = { ...entry, detail: `reason ${index}`, requestId: index % 2 === 0 ? null : `r${index}` };
    head = auditHash(head, record);
    return { ...record, hash: index < old ? null : head };
  });
}

describe('verifyAudit', () => {
  test('says that a chain is whole, and where it ends', () => {
    const entries = chain(5, 3);
    expect(verifyAudit(entries, { lastId: 8 })).toEqual({ whole: true, entries: 8, head: entries[7]?.hash });
    expect(verifyAudit([], { lastId: 0 })).toEqual({ whole: true, entries: 0, head: CHAIN_START });
  });

  test.each([
    ['id', 99],
    ['at', 1],
    ['actor', 'ben'],
    ['action', 'reset'],
    ['outcome', 'refused'],
    ['detail', ''],
    ['requestId', 'other'],
    ['hash', CHAIN_START],
    ['hash', null],
  ])('names the first entry whose %s was changed to %j', (field, value) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (index) => {
        const entries = chain(10).map((entry, at) => (at === index ? { ...entry, [field]: value } : entry));
        const brokenAt = field === 'id' ? 99 : index + 1;
        expect(verifyAudit(entries)).toMatchObject({ whole: false, entries: index, brokenAt });
      }),
    );
  });

  test('says that a chain is whole whose texts have half characters, as a database gives them back', () => {
    const record = { id: 1, at: 1, actor: 'anna', action: 'state', outcome: 'accepted', requestId: null };
    const hash = auditHash(CHAIN_START, { ...record, detail: 'a \ud800' });
    expect(verifyAudit([{ ...record, detail: 'a \ufffd', hash }])).toMatchObject({ whole: true });
  });

  test('finds an entry that was removed, inserted, or moved', () => {
    const entries = chain(6);
    expect(verifyAudit(entries.toSpliced(2, 1))).toMatchObject({ whole: false, brokenAt: 4 });
    expect(verifyAudit(entries.toSpliced(2, 0, entries[1] as StoredAuditRecord))).toMatchObject({ whole: false });
    expect(verifyAudit(entries.toReversed())).toMatchObject({ whole: false, brokenAt: 6 });
  });

  test('finds that the end is missing, and that a chained beginning is', () => {
    expect(verifyAudit(chain(6).slice(0, 4), { lastId: 6 })).toMatchObject({ whole: false, brokenAt: 5 });
    expect(verifyAudit(chain(6).slice(2), { lastId: 6 })).toMatchObject({ whole: false, brokenAt: 3 });
  });

  test('finds that every hash is missing', () => {
    const entries = chain(4).map((entry) => ({ ...entry, hash: null }));
    expect(verifyAudit(entries, { chainFrom: 3 })).toMatchObject({ whole: false, brokenAt: 3 });
  });

  test('says what is wrong, for whoever has to find out', () => {
    const entries = chain(4, 2);
    const why = (changed: readonly StoredAuditRecord[], bounds = {}) => {
      const verdict = verifyAudit(changed, bounds);
      return verdict.whole ? undefined : verdict.why;
    };
    const bare = (at: number) => entries.map((entry, index) => (index === at ? { ...entry, hash: null } : entry));
    expect(why(entries.toSpliced(3, 1))).toBe('expected entry 4, actual 5');
    expect(why(entries, { lastId: 7 })).toBe('expected entries up to 7, actual up to 6: the end is missing');
    expect(why(bare(2), { chainFrom: 3 })).toBe('it has no hash');
    expect(why(bare(3))).toBe('it has no hash, but its predecessor has');
    const forged = entries.map((entry, index) => (index === 2 ? { ...entry, hash: 'f'.repeat(64) } : entry));
    expect(why(forged)).toBe(
      `expected hash ${entries[2]?.hash?.slice(0, 16)}…, actual ffffffffffffffff…: it, or one before the chain, was changed`,
    );
  });

  test.each([2, 3])('accepts that entry %i was dropped before there was a chain', (dropped) => {
    const old = chain(0, 3).filter(({ id }) => id !== dropped);
    const record = { ...(old[0] as StoredAuditRecord), id: 4 };
    const hash = auditHash(old.reduce(auditHash, CHAIN_START), record);
    expect(verifyAudit([...old, { ...record, hash }])).toMatchObject({ whole: true, entries: 3, head: hash });
  });

  test('covers the entries of before the chain', () => {
    const entries = chain(2, 3).map((entry) => (entry.id === 2 ? { ...entry, detail: 'other' } : entry));
    expect(verifyAudit(entries)).toMatchObject({ whole: false, brokenAt: 4 });
  });
});

test('the hash of an entry does not change: records of years depend on it', () => {
  const entry = { id: 1, at: 2, actor: 'anna', action: 'state', outcome: 'accepted', detail: 'ü', requestId: null };
  expect(auditHash(CHAIN_START, entry)).toBe('ab0a610efbb08b8c5121801ea6cb35f74520e409cd1dbd1c86f83091a6e3dfb6');
});
