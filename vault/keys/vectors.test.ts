import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decrypt, encrypt } from './aead';
import { unwrapKey, wrapKey } from './key-wrap';
import gcm from './vectors/wycheproof-aes-gcm.json' with { type: 'json' };
import kwp from './vectors/wycheproof-aes-kwp.json' with { type: 'json' };

const hex = (text: string) => Buffer.from(text, 'hex');
const key = (text: string) => createSecretKey(hex(text));

const ZERO_KEY = '00'.repeat(32);
const GCM_KEY = 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308';
const GCM_PLAINTEXT =
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
  '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255';
const GCM_CIPHERTEXT =
  '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
  '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad';

// McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B, the AES-256 cases.
const GCM_CASES = [
  {
    name: '13',
    key: ZERO_KEY,
    nonce: '00'.repeat(12),
    aad: '',
    plaintext: '',
    ciphertext: '',
    tag: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    name: '14',
    key: ZERO_KEY,
    nonce: '00'.repeat(12),
    aad: '',
    plaintext: '00'.repeat(16),
    ciphertext: 'cea7403d4d606b6e074ec5d3baf39d18',
    tag: 'd0d1c8a799996bf0265b98b5d48ab919',
  },
  {
    name: '15',
    key: GCM_KEY,
    nonce: 'cafebabefacedbaddecaf888',
    aad: '',
    plaintext: GCM_PLAINTEXT,
    ciphertext: GCM_CIPHERTEXT,
    tag: 'b094dac5d93471bdec1a502270e3cc6c',
  },
  {
    name: '16',
    key: GCM_KEY,
    nonce: 'cafebabefacedbaddecaf888',
    aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    plaintext: GCM_PLAINTEXT.slice(0, 120),
    ciphertext: GCM_CIPHERTEXT.slice(0, 120),
    tag: '76fc6ece0f4e1768cddf8853bb2d551b',
  },
];

describe('AES-256-GCM', () => {
  it.each(GCM_CASES)('seals and opens test case $name of the GCM specification', (vector) => {
    const place = { nonce: hex(vector.nonce), associatedData: hex(vector.aad) };
    const sealed = encrypt(key(vector.key), { ...place, plaintext: hex(vector.plaintext) });
    expect(sealed.toString('hex')).toBe(vector.ciphertext + vector.tag);
    expect(decrypt(key(vector.key), { ...place, sealed }).toString('hex')).toBe(vector.plaintext);
  });

  it.each([4, 8, 12, 13, 14, 15])('refuses a right tag cut to %i bytes', (length) => {
    const nonce = hex('cafebabefacedbaddecaf888');
    const sealed = hex(GCM_CIPHERTEXT + 'b094dac5d93471bdec1a502270e3cc6c'.slice(0, 2 * length));
    expect(() => decrypt(key(GCM_KEY), { nonce, associatedData: hex(''), sealed })).toThrow();
  });
});

describe('AES-256-GCM, Wycheproof', () => {
  it.each(gcm.tests)('case $tcId is $result $comment', (vector) => {
    const place = { nonce: hex(vector.iv), associatedData: hex(vector.aad) };
    const sealed = hex(vector.ct + vector.tag);
    if (vector.result === 'valid') {
      expect(encrypt(key(vector.key), { ...place, plaintext: hex(vector.msg) })).toEqual(sealed);
      expect(decrypt(key(vector.key), { ...place, sealed })).toEqual(hex(vector.msg));
    } else {
      expect(() => decrypt(key(vector.key), { ...place, sealed })).toThrow();
    }
  });

  it('has the cases of keys of 256, nonces of 96 and tags of 128 bits, good and bad', () => {
    expect(gcm.tests).toHaveLength(48);
    expect(gcm.tests.filter(({ result }) => result === 'invalid').length).toBeGreaterThan(10);
  });
});

// "acceptable" is a key shorter than 128 bits, which RFC 5649 allows; but not an empty one, as case 171 has it.
describe('AES-256-KWP, Wycheproof', () => {
  it.each(kwp.tests)('case $tcId is $result $comment', (vector) => {
    if (vector.msg === '') expect(() => wrapKey(key(vector.key), hex(vector.msg))).toThrow();
    if (vector.result === 'invalid' || vector.msg === '') {
      expect(() => unwrapKey(key(vector.key), hex(vector.ct))).toThrow();
    } else {
      expect(wrapKey(key(vector.key), hex(vector.msg))).toEqual(hex(vector.ct));
      expect(unwrapKey(key(vector.key), hex(vector.ct))).toEqual(hex(vector.msg));
    }
  });

  it('has every case of keys of 256 bits', () => {
    expect(kwp.tests).toHaveLength(94);
  });
});
