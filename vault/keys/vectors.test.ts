import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decrypt, encrypt } from './aead';
import { unwrapKey, wrapKey } from './key-wrap';

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

// Wycheproof, testvectors_v1/aes_kwp_test.json, group keySize 256, by tcId.
const KWP_VALID = [
  {
    tcId: 161,
    key: 'fce0429c610658ef8e7cfb0154c51de2239a8a317f5af5b6714f985fb5c4d75c',
    msg: '287326b5ed0078e7ca0164d748f667e7',
    ct: 'e3eab96d9a2fda12f9e252053aff15e753e5ea6f5172c92b',
  },
  {
    tcId: 164,
    key: '07518a82cbc8da1dcec55f3763a206d277487abd03cedd0b8bef9ee2fb157121',
    msg: 'faa4664d79fce3c7d2fdd462f6c1c423c2f8e6b69be2e071',
    ct: '4b1220525c537aec30ebcd562b694b4e9e2ccd819de22ef608b5d8090779d9de',
  },
  {
    tcId: 167,
    key: '38e1b1d075d9d852b9a6c01c8ff6965af01bac457a4e339ae3e1d7b2ffacc0cd',
    msg: '80ad6820f1c90981e2ca42b817a345c1179d0a11d8e23a8adc0505e13d87295a',
    ct: 'b63b7e0fec7e315816233db6758fd3e744b9f6a40862bdf866487e53bcb950d8b2649269e51b4475',
  },
  {
    tcId: 168,
    key: 'c641f1689d81caa8ba37d895272240664054ed974cfffc40e6c5c0cad1b916c7',
    msg: '3fd0ba19955e46749f54d88e99d080b7339d588fe612ec0f4021ca3ca2104270',
    ct: '837cfc316b49299edaf427e0988020ee876204b29d847669daab72c8660b0d860e9de3bd851198ff',
  },
  {
    tcId: 169,
    key: 'aa0ab9d68ed4a04e723f81b44c0c88d0bcde7a80cfd476eb4b8836d9aa01ec4c',
    msg: '57faa8766f6d6a0aa1cf643f857c150df5b31303b50af480e21c4b5e8c8a15d5',
    ct: '0e9e2e9aa34bbf973d67bc534ac86fc5b5a5f9da5f026866177894ec6077a5c84501510e1bf4afb3',
  },
  {
    tcId: 179,
    key: '1abf4b7fa2bb62a78f09ddab04625dcacdd9e551d1a69b6b162baa53d2700093',
    msg: '1723eb9d000916996a',
    ct: 'db7e73da22219e1baac0f4e955c3db2b900b5d3078f94b59',
  },
];
const KWP_INVALID_KEY = '4f710eb6b5e28703becfc3dc52fa8bc1dd44a4a6d38a84b4f94e89ac32d987e7';
const KWP_INVALID = [
  { tcId: 186, ct: '98428fb83dc207033c1585e0242e699be98e0001f1ee15ba' },
  { tcId: 193, ct: '0fcc89e543fae40b914510c9064307b70ef12de4c8750874' },
  { tcId: 202, ct: '7fd3ad3aee0545da1ed3a54d5a198a2c76cf8290c011c042' },
  { tcId: 210, ct: '8b011408049eab81cc185796b9636982c1ad28e940e5c35ab1219434c23e8c59' },
];

describe('AES-256-KWP', () => {
  it.each(KWP_VALID)('wraps and unwraps Wycheproof case $tcId', (vector) => {
    expect(wrapKey(key(vector.key), hex(vector.msg)).toString('hex')).toBe(vector.ct);
    expect(unwrapKey(key(vector.key), hex(vector.ct)).toString('hex')).toBe(vector.msg);
  });

  it.each(KWP_INVALID)('refuses Wycheproof case $tcId, whose integrity block was changed', ({ ct }) => {
    expect(() => unwrapKey(key(KWP_INVALID_KEY), hex(ct))).toThrow();
  });
});
