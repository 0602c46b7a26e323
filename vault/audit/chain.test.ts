import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CHAIN_START, type ChainedEntry, sealMac } from './chain';

const key = createSecretKey(Buffer.alloc(32, 7));
const seal = { sequence: 1n, keyId: 'k1', previous: CHAIN_START };
const entry: ChainedEntry = {
  id: '12',
  at: '2026-11-23T10:00:00.123456',
  epoch: '1',
  txid: '900',
  dbRole: 'connect_vault',
  action: 'connection.connected',
  actorKind: 'customer',
  actorId: 'a',
  connectionId: null,
  environment: 'sandbox',
  detail: '{"n": 1}',
  personalDigest: '01'.repeat(32),
};

describe('the chain of audit entries', () => {
  it('gives every single column, the sequence, the key id and the previous seal its weight', () => {
    const variants: Buffer[] = [sealMac(key, seal, entry)];
    for (const [name, value] of Object.entries(entry)) {
      const other = name === 'personalDigest' ? '02'.repeat(32) : `${value ?? ''}x`;
      variants.push(sealMac(key, seal, { ...entry, [name]: other }));
    }
    variants.push(sealMac(key, { ...seal, sequence: 2n }, entry));
    variants.push(sealMac(key, { ...seal, keyId: 'k2' }, entry));
    variants.push(sealMac(key, { ...seal, previous: Buffer.alloc(32, 9) }, entry));
    variants.push(sealMac(createSecretKey(Buffer.alloc(32, 8)), seal, entry));
    expect(new Set(variants.map((mac) => mac.toString('hex'))).size).toBe(variants.length);
  });

  it('keeps the seals of entries from before there were epochs', () => {
    // Made by the code of that time.
    expect(sealMac(key, seal, { ...entry, epoch: '0' }).toString('hex')).toBe(
      '866984f5d3640440bb9af5bcfdd6dfd20bcea31ad5341603df539993795777ba',
    );
  });

  it('seals an entry that is longer than the piece of memory for most', () => {
    // made by the code before
    const long = { ...entry, detail: `{"n": "${'ü'.repeat(30_000)}"}` };
    expect(sealMac(key, seal, long).toString('hex')).toBe(
      '2de5c3dba7c29bc87310c9d224fae3bb3b43fa7d48d527c631d70512aab5461e',
    );
    expect(sealMac(key, seal, long)).toEqual(sealMac(key, seal, long));
  });

  it('does not confuse NULL with empty, nor text moved from one column to the next', () => {
    const macs = [
      { ...entry, actorId: null },
      { ...entry, actorId: '' },
      { ...entry, action: 'connection.connectedc', actorKind: 'ustomer' },
      entry,
    ].map((each) => sealMac(key, seal, each).toString('hex'));
    expect(new Set(macs).size).toBe(4);
  });
});
