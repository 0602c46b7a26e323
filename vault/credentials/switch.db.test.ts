import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '#lib/log/logger';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { startCredentialWatch } from '#vault/credentials/watch';
import { refreshGrant } from '#vault/grants/refresh';
import type { VaultContext } from '#vault/runtime/context';
import { startVault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { expectStillConnected } from '#vault/testing/expect-still-connected';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { revokeSecret, rotateSecret } from '#vault/testing/wise-secrets';
import { freePort } from '../../scripts/ports.mjs';

const OLD = 'a secret: with / and +';
const QUICK = {
  ...UNHURRIED,
  ...{ canaryMs: 200, canaryRefusedMs: 50, secretFilesMs: 20, secretSettleMs: 100, secretProofMs: 0 },
};

let harness: Harness;
let folder: string;
let lines: string[];
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  harness = await Harness.start();
  folder = mkdtempSync(path.join(tmpdir(), 'connect-secrets-'));
  lines = [];
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await harness.close();
  rmSync(folder, { recursive: true });
});

const currentFile = () => path.join(folder, 'current');
const nextFile = () => path.join(folder, 'next');

/** A vault whose secrets are in files, and which looks after them. */
async function watched(deadlines = {}): Promise<VaultContext> {
  const log = createLogger('test', 'debug', { write: (line) => lines.push(line) });
  const env = {
    WISE_SANDBOX_CLIENT_SECRET: '',
    WISE_SANDBOX_CLIENT_SECRET_FILE: currentFile(),
    WISE_SANDBOX_CLIENT_SECRET_NEXT_FILE: nextFile(),
  };
  const vault = harness.vault({ env, log, deadlines: { ...QUICK, ...deadlines } });
  await vault.credentials.watch(vault.wise.all);
  stops.push(startCredentialWatch(vault));
  return vault;
}

const inUse = (vault: VaultContext) => vault.wise.all[0]?.secrets.inUse().reveal();
const standing = (vault: VaultContext) => {
  const [client] = vault.wise.all;
  return client && vault.credentials.standing(client);
};
const switches = async () =>
  (
    await harness.owner.query(
      `SELECT detail->>'slot' AS slot FROM audit_entries WHERE action = 'client_secret.switched' ORDER BY id`,
    )
  ).rows.map(({ slot }) => slot);

describe('the canary', () => {
  it('switches every vault to a next secret that works, and one audit row says so', async () => {
    writeFileSync(currentFile(), OLD);
    const [one, two] = [await watched(), await watched()];
    await until('both know that the old one works', () =>
      [one, two].every((each) => standing(each) === 'works'),
    );
    const made = rotateSecret(harness);
    writeFileSync(nextFile(), `${made.value}\n`);
    await until('both use the next one', () => [one, two].every((each) => inUse(each) === made.value));
    await until('it is recorded', async () => (await switches()).length > 0);
    // and the operator drops the old one: the same value under the other name is no change
    revokeSecret(harness, OLD);
    writeFileSync(currentFile(), made.value);
    writeFileSync(nextFile(), '');
    await until('nothing follows any more', () => one.wise.all[0]?.secrets.named('next') === undefined);
    const linked = await harness.link(one);
    expect((await refreshGrant(one, linked.id, { why: 'check' })).kind).toBe('refreshed');
    expect(await switches()).toEqual(['next']);
    expect(await harness.openAlarms()).toEqual([]);
    expect(lines.join('')).not.toContain(made.value);
  });

  it('begins a new process with the secret that was in use, not with a dead one', async () => {
    const made = rotateSecret(harness);
    writeFileSync(currentFile(), OLD);
    writeFileSync(nextFile(), made.value);
    const first = await watched();
    await until('the next one is recorded', async () => {
      const { rows } = await harness.owner.query(
        'SELECT verdicts, used_fingerprint FROM vault.client_credentials',
      );
      return inUse(first) === made.value && rows.length > 0 && (await switches()).length > 0;
    });
    revokeSecret(harness, OLD);
    const second = harness.vault({
      env: { WISE_SANDBOX_CLIENT_SECRET_NEXT: made.value },
      deadlines: QUICK,
    });
    await second.credentials.watch(second.wise.all);
    expect(inUse(second)).toBe(made.value);
  });

  it('makes the first refresh that a partner asks a new process for with the secret that was in use, too', async () => {
    const made = rotateSecret(harness);
    writeFileSync(currentFile(), OLD);
    writeFileSync(nextFile(), made.value);
    const first = await watched();
    await until('the next one is recorded', async () => (await switches()).length > 0);
    const linked = await harness.link(first, { accessSeconds: 1 });
    const { key } = await makeApiKey(first.database);
    await harness.untilExpired(linked);
    revokeSecret(harness, OLD);
    const port = await freePort();
    const env = { PARTNER_API_PORT: String(port), WISE_SANDBOX_CLIENT_SECRET_NEXT: made.value };
    const starting = startVault(harness.env(env), { deadlines: QUICK });
    stops.push(async () => (await starting).close());
    // partners are answered while the rest of the vault is still being loaded (decision 106)
    const vend = () =>
      fetch(`http://127.0.0.1:${port}/v1/connections/${linked.id}/access-token`, {
        headers: { authorization: `Bearer ${key}` },
      });
    let status: number | undefined;
    await until('the partner API answers', async () => {
      status = await vend().then(
        (answer) => answer.status,
        () => undefined,
      );
      return status !== undefined;
    });
    expect(status).toBe(200);
    expect(await harness.openAlarms()).toEqual([]);
  });

  it('keeps the secret that works when its file is half-written, wrong, empty or gone, and says so', async () => {
    writeFileSync(currentFile(), OLD);
    const vault = await watched();
    await until('it works', () => standing(vault) === 'works');
    writeFileSync(currentFile(), OLD.slice(0, 5));
    await until(
      'the new content was tried',
      () => vault.wise.all[0]?.secrets.named('current')?.reveal() === OLD.slice(0, 5),
    );
    const before = harness.events('token.request').length;
    await until('two looks later', () => harness.events('token.request').length >= before + 4);
    expect([inUse(vault), standing(vault)]).toEqual([OLD, 'works']);
    writeFileSync(currentFile(), '');
    await until('it is told', () => lines.join('').includes('is empty'));
    rmSync(currentFile());
    await until('it is told', () => lines.join('').includes('cannot be read'));
    expect([inUse(vault), standing(vault)]).toEqual([OLD, 'works']);
    expect(await switches()).toEqual([]);
    expect(await harness.openAlarms()).toEqual([]);
  });

  it('alarms though nobody connects or refreshes, and ends the alarm when a secret works again', async () => {
    writeFileSync(currentFile(), OLD);
    const vault = await watched();
    await until('it works', () => standing(vault) === 'works');
    const made = rotateSecret(harness);
    revokeSecret(harness, OLD);
    await until('the alarm stands', async () => (await harness.openAlarms()).includes('wise_client_refused'));
    writeFileSync(currentFile(), made.value);
    await until('it is over', async () => (await harness.openAlarms()).length === 0);
    expect([inUse(vault), vault.pauses.leftMs('sandbox')]).toEqual([made.value, 0]);
  });
});

describe('a refresh that Wise refuses because of our secret', () => {
  it('has the next secret tried at once: the connection stays, and its refresh works', async () => {
    writeFileSync(currentFile(), OLD);
    // no look of its own before the refusal
    const vault = await watched({ canaryMs: 600_000, canaryRefusedMs: 600_000, secretFilesMs: 600_000 });
    await until('it works', () => standing(vault) === 'works');
    const linked = await harness.link(vault);
    const made = rotateSecret(harness);
    revokeSecret(harness, OLD);
    const [client] = vault.wise.all;
    expect((await refreshGrant(vault, linked.id, { why: 'check' })).kind).toBe('unavailable');
    expect(standing(vault)).toBe('refused');
    expect(await harness.openAlarms()).toEqual(['wise_client_refused']);
    await expectStillConnected(harness, linked);
    client?.secrets.rename('next', new Secret(made.value));
    if (client) await vault.credentials.look(client);
    await until(
      'it refreshes',
      async () => (await refreshGrant(vault, linked.id, { why: 'check' })).kind === 'refreshed',
    );
    expect(await harness.openAlarms()).toEqual([]);
  });
});
