import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Harness } from '#vault/testing/harness';
import { readOrder, run, USAGE } from './jose';

let harness: Harness;
let folder: string;
let settings: Record<string, string>;

beforeAll(async () => {
  harness = await Harness.start();
  folder = mkdtempSync(path.join(tmpdir(), 'connect-jose-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await harness.close();
});
beforeEach(() => {
  settings = harness.settings();
});

const place = {
  ownerUrl: async () => harness.database.ownerUrl,
  vaultSettings: async () => settings,
  operator: 'ada',
};
const jose = (line: string) => run(line.split(' '), place);
const fileOf = (name: string) => path.join(folder, name);

async function makeSigning(name: string): Promise<string> {
  expect((await jose(`keys make --use signing --algorithm ES384 --out ${fileOf(name)}`)).exitCode).toBe(0);
  return fileOf(name);
}

it('makes a key for its owner alone, never over a file that is there, and shows none of it', async () => {
  const out = fileOf('once');
  const made = await jose(`keys make --use signing --days 30 --out ${out}`);
  const text = readFileSync(out, 'utf8');
  const { kid, d, alg, use, exp, nbf } = JSON.parse(text);
  expect(statSync(out).mode & 0o777).toBe(0o600);
  expect([alg, use, exp - nbf]).toEqual(['ES256', 'sig', 30 * 86_400]);
  expect(made.text).toContain(kid);
  expect(made.text).not.toContain(d);
  expect(await jose(`keys make --use encryption --out ${out}`)).toMatchObject({ exitCode: 1 });
  expect(readFileSync(out, 'utf8')).toBe(text);
  const nowhere = await jose(`keys make --use signing --out ${path.join(folder, 'no', 'folder')}`);
  expect(nowhere).toMatchObject({ exitCode: 1, text: expect.stringContaining('ENOENT') });
});

describe('with keys', () => {
  it('uploads them, proves them at the four playgrounds, and says how each stands', async () => {
    const encryption = fileOf('encryption');
    expect((await jose(`keys make --use encryption --days 365 --out ${encryption}`)).exitCode).toBe(0);
    settings.WISE_SANDBOX_JOSE_SIGNING_KEY_FILE = await makeSigning('signing');
    settings.WISE_SANDBOX_JOSE_ENCRYPTION_KEY_FILE = encryption;
    const before = await jose('check sandbox');
    expect(before.exitCode).toBe(1);
    expect(before.text).toMatch(/^jws POST +failed: status 400$/m);
    expect(before.text).toMatch(/^jwe-direct-encryption POST +works$/m);
    expect((await jose('keys upload sandbox')).text.match(/uploaded/g)).toHaveLength(2);
    expect(await jose('keys upload sandbox')).toMatchObject({
      exitCode: 0,
      text: expect.stringMatching(/was there already[\s\S]+was there already/),
    });
    const { exitCode, text } = await jose('check sandbox');
    expect([exitCode, text.split('\n').map((line) => line.split(/ {2,}/))]).toEqual([
      0,
      ['jws POST', 'jwe GET', 'jwe POST', 'jwe-direct-encryption POST', 'jwsjwe POST'].map((name) => [
        name,
        'works',
      ]),
    ]);
  });

  it('proves a next key before it is used, and says that it is not known yet', async () => {
    settings.WISE_SANDBOX_JOSE = '/v3 require jws';
    settings.WISE_SANDBOX_JOSE_SIGNING_KEY_FILE = await makeSigning('current');
    settings.WISE_SANDBOX_JOSE_SIGNING_KEY_NEXT_FILE = await makeSigning('next');
    expect((await jose('status sandbox')).text).toMatch(
      /rule +\/v3 +require +jws[\s\S]+current[^\n]+failed[\s\S]+next[^\n]+failed/,
    );
    await jose('keys upload sandbox');
    expect((await jose('status sandbox')).text).toMatch(/current[^\n]+works[\s\S]+next[^\n]+works/);
    const { text, exitCode } = await jose('check sandbox --next');
    expect(exitCode).toBe(1);
    expect(text).toMatch(/^jws POST +works$/m);
    expect(text).toMatch(/^jwe POST +no key of ours is set for it$/m);
  });

  it('leaves a key of another name than a UUID to the Developer Hub', async () => {
    const signing = await makeSigning('named');
    const labelled = fileOf('labelled');
    const jwk = { ...JSON.parse(readFileSync(signing, 'utf8')), kid: 'signing-2026-11' };
    writeFileSync(labelled, JSON.stringify(jwk));
    settings.WISE_SANDBOX_JOSE_SIGNING_KEY_FILE = labelled;
    expect(await jose('keys upload sandbox')).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('Developer Hub'),
    });
  });

  it('names a key that is none, and an environment that is off', async () => {
    const signing = await makeSigning('wrong');
    settings.WISE_SANDBOX_JOSE_SIGNING_KEY = JSON.stringify({
      ...JSON.parse(readFileSync(signing, 'utf8')),
      alg: 'ES256',
    });
    await expect(jose('status sandbox')).rejects.toThrow('WISE_SANDBOX_JOSE_SIGNING_KEY');
    delete settings.WISE_SANDBOX_JOSE_SIGNING_KEY;
    expect(await jose('status production')).toMatchObject({ exitCode: 1 });
    settings.WISE_SANDBOX_JOSE = '/v3 require jws';
    await expect(jose('status sandbox')).rejects.toThrow('WISE_SANDBOX_JOSE_SIGNING_KEY is missing');
    settings.WISE_SANDBOX_JOSE = '/v3 always';
    await expect(jose('status sandbox')).rejects.toThrow('must be off, or rules such as');
  });
});

it.each([
  '',
  'keys',
  'keys make',
  'keys make --use signing',
  'keys make --use signing --algorithm RS256 --out x',
  'keys make --use encryption --algorithm ES256 --out x',
  'keys make --use signing --days 0 --out x',
  'keys make --use signing --days 1.5 --out x',
  'keys make sandbox --use signing --out x',
  'keys upload',
  'keys upload staging',
  'keys upload sandbox --next',
  'check',
  'check sandbox production',
  'status sandbox --out x',
  'keys status sandbox',
  'make --use signing --out x',
])('is misread: %j', (line) => {
  const order = readOrder(line === '' ? [] : line.split(' '));
  expect(order).toHaveProperty('problem');
  expect('problem' in order && order.problem).toContain(USAGE);
});
