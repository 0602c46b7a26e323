import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readOrder, USAGE } from '#cli/keys';
import { rewrap, rewrapLines } from '#cli/keys/rewrap';
import { status } from '#cli/keys/show';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { openKeyRing } from '#vault/keys/key-ring';
import { rewrapRecords } from '#vault/rewrap/rewrap-records';
import { Harness, UNHURRIED } from '#vault/testing/harness';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());

it('npm run keys -- rewrap starts the move, and status says how far it is', async () => {
  expect(readOrder(['rewrap', '--re-encrypt'])).toEqual({ act: 'rewrap', isReencryption: true });
  expect(readOrder(['rewrap', 'k1'])).toEqual({ problem: USAGE });

  await harness.link(harness.vault({ deadlines: UNHURRIED }));
  const keys = `k2:${randomBytes(32).toString('base64')},${harness.settings().VAULT_KEYS}`;
  const vault = harness.vault({ ring: openKeyRing(new Secret(keys)) });
  const order = { isReencryption: false, actorId: 'ann' };
  expect((await rewrap(vault, order)).text).toContain('The data keys of 1 records move to k2.');
  expect((await rewrap(vault, order)).text).toContain('k1: 1 in vault.grants\nunder way: move to k2');
  const asJson = async () => JSON.parse((await status(vault, { isJson: true })).text).rewrap;
  expect(await asJson()).toMatchObject({ keyId: 'k2', startedBy: 'ann', finishedAt: null, result: null });
  await until('it is done', async () => {
    await rewrapRecords(vault, {}, new AbortController().signal);
    return (await rewrapLines(vault)).some((line) => line.startsWith('finished'));
  });
  expect(await rewrapLines(vault)).toEqual([
    'k2: 1 in vault.grants',
    expect.stringMatching(/^finished .*: move to k2, started .* by ann: 1 moved$/),
  ]);
  expect(await asJson()).toMatchObject({ result: 'done', moved: 1, refused: 0 });
});

it('says what becomes of a run that another takes the place of: a plain move is no re-encryption', async () => {
  const vault = harness.vault();
  const ask = async (isReencryption: boolean) =>
    (await rewrap(vault, { isReencryption, actorId: 'ann' })).text;
  await ask(true);
  expect(await ask(false)).toContain(
    'The re-encryption under k1 that was under way has ended early: run npm run keys -- rewrap --re-encrypt again.',
  );
  expect(await ask(true)).toContain('It takes the place of the run that was under way.');
});
