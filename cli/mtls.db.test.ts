import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Harness } from '#vault/testing/harness';
import { MtlsFiles } from '#vault/testing/mtls-files';
import { readOrder, run, USAGE } from './mtls';

const CLIENT_ID = 'acme-bank';
let harness: Harness;
let files: MtlsFiles & { identity: { key: string; cert: string } };
let folder: string;
let settings: Record<string, string>;

beforeAll(async () => {
  harness = await Harness.start();
  folder = mkdtempSync(path.join(tmpdir(), 'connect-mtls-'));
  files = await MtlsFiles.make(harness);
});
beforeEach(() => {
  files.put(files.identity);
  settings = { ...harness.settings(), ...files.settings };
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  files.remove();
  await harness.close();
});

const place = {
  ownerUrl: async () => harness.database.ownerUrl,
  vaultSettings: async () => settings,
  operator: 'ada',
};
const mtls = (...words: string[]) => run(words, place);
const at = (name: string) => path.join(folder, name);

async function sign(csr: string): Promise<string> {
  const response = await fetch(`${harness.emulator.url}/__emulator/clients/${CLIENT_ID}/certificates`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: crypto.randomUUID(), csr }),
  });
  const { certificate } = (await response.json()) as { certificate?: string };
  if (certificate === undefined) throw new Error(`not signed: ${response.status}`);
  return certificate;
}

it.each(['ec-256', 'ec-384', 'rsa-2048'])(
  'makes a %s key for its owner alone and a request that Wise signs; the pair passes the check',
  async (kind) => {
    const [key, csr, certificate] = [at(`${kind}.key`), at(`${kind}.csr`), at(`${kind}.pem`)];
    const names = ['--organisation', 'Äpfel, Birnen & Söhne', '--country', 'DE', '--kind', kind];
    const order = ['csr', ...names, '--key', key, '--csr', csr];
    const made = await mtls(...order);
    expect(made.exitCode).toBe(0);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(made.text).not.toContain(readFileSync(key, 'utf8').split('\n')[1]);

    writeFileSync(certificate, await sign(readFileSync(csr, 'utf8')));
    const checked = await mtls('check', 'sandbox', '--certificate', certificate, '--key', key);
    expect(checked).toMatchObject({ exitCode: 0, text: expect.stringContaining('takes it') });
    expect(checked.text).toContain(`CN=${CLIENT_ID}, the client id`);

    const before = readFileSync(key, 'utf8');
    expect(await mtls(...order)).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('is there already'),
    });
    expect(readFileSync(key, 'utf8')).toBe(before);
  },
);

describe('check', () => {
  it('says what is wrong with a pair, and ends with 1', async () => {
    files.put({ ...(await files.newIdentity()), key: (await files.newIdentity()).key });
    expect(await mtls('check', 'sandbox')).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('do not belong together'),
    });
    files.put(await files.newIdentity({ isExpired: true }));
    expect(await mtls('check', 'sandbox')).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('expired on'),
    });
    expect(await mtls('check', 'production')).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('No client certificate is set for production'),
    });
  });

  it.each([
    ['403', 'answered 403'],
    ['401', 'the token endpoint refuses us in no words of its own'],
  ] as const)('says that Wise refuses a revoked one, by %s', async (mtlsRefusal, why) => {
    const identity = await files.newIdentity();
    files.put(identity);
    harness.emulator.state.settings.merge({ mtlsRefusal });
    harness.emulator.state.certificates.revoke(CLIENT_ID, identity.id, Date.now());
    const checked = await mtls('check', 'sandbox');
    harness.emulator.state.settings.reset();
    expect(checked).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining(`refuses it (${why})`),
    });
  });
});

it('status says what the files hold and until when, and what the vaults say of it', async () => {
  const fine = await mtls('status', 'sandbox');
  expect(fine).toMatchObject({ exitCode: 0, text: expect.stringMatching(/36[45] days left/) });
  expect(fine.text).toContain('no alarm');
  await harness.owner.query(
    `INSERT INTO alarms (code, environment) VALUES ('client_certificate_refused', 'sandbox')`,
  );
  expect(await mtls('status', 'sandbox')).toMatchObject({
    exitCode: 1,
    text: expect.stringContaining('alarm client_certificate_refused'),
  });
});

it.each([
  [''],
  ['check'],
  ['check nowhere'],
  ['check sandbox --key k'],
  ['status sandbox --key k --certificate c'],
  ['csr --key k --csr c'],
  ['csr --organisation A --key same --csr same'],
  ['csr --organisation A --key k --csr c --kind rsa-1024'],
  ['csr --organisation A --key k --csr c --country Germany'],
])('"%s" is misread, and the usage is said', (line) => {
  expect(readOrder(line.split(' ').filter(Boolean))).toMatchObject({
    problem: expect.stringContaining(USAGE),
  });
});
