import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { consentOf } from '#vault/testing/attempts';
import { issuedTo } from '#vault/testing/exchanges';
import { Harness } from '#vault/testing/harness';
import { MtlsFiles } from '#vault/testing/mtls-files';
import { newWiseUser } from '#vault/testing/wise-users';
import { root } from '../scripts/paths.mjs';
import { carryOut, importFile, type Order, readOrder } from './import';
import { sealGrants } from './seal-grants.mjs';

const REDIRECT_URI = 'http://localhost:3000/connect/sandbox/callback';
const OPERATOR = 'import:test';
const REFRESH = 'token:refresh_token';

let harness: Harness;
let vault: VaultContext;
let key: string;
const folder = mkdtempSync(path.join(tmpdir(), 'connect-wise-import-'));

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ deadlines: { sendWithinMs: 1_000, lateEffectMs: 0 } });
  key = (await act({ act: 'key', days: 7 })).text;
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await harness.close();
});
afterEach(() => harness.reset());

const act = (order: Exclude<Order, { act: 'seal' | 'batch' }>) => carryOut(vault, order, OPERATOR);

type Line = Record<string, string> & { refresh_token: string };
let people = 0;

/** A grant that a partner got without us, as its own store has it, and whose it is. */
async function ownGrant() {
  const user = newWiseUser(harness.emulator);
  const { code } = await consentOf(harness, user);
  const [wise] = vault.wise.all;
  const answer = await wise?.exchangeCode({ code: new Secret(code), redirectUri: REDIRECT_URI });
  if (answer?.kind !== 'tokens' || answer.tokens.refresh === null) throw new Error('no tokens');
  people += 1;
  const line: Line = {
    external_id: `cust-${people}`,
    email: `cust-${people}@example.com`,
    environment: 'sandbox',
    profile_id: user.profileId,
    user_id: user.id,
    refresh_token: answer.tokens.refresh.reveal(),
  };
  return { line, user, userId: user.id };
}

const seal = (lines: object[], with_ = key) =>
  sealGrants(Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')), with_);
const importSealed = (file: string, by = vault) => importFile(by, file, { operator: OPERATOR });
const importLines = (lines: object[], by = vault) => importSealed(seal(lines), by);
/** Without the first line, which says that nothing was sent. */
const problemsOf = async (file: string | Buffer) => {
  const { text, exitCode } = await importSealed(sealGrants(Buffer.from(file), key));
  expect(exitCode).toBe(1);
  return text.split('\n').slice(1);
};

async function connectionsOf(externalId: unknown): Promise<{ id: string; status: string }[]> {
  const { rows } = await harness.owner.query(
    `SELECT c.id, c.status FROM connections c JOIN customer_accounts a ON a.customer_id = c.customer_id
     WHERE a.subject = $1 AND a.issuer = 'partner'`,
    [externalId],
  );
  return rows;
}

const refreshesOf = ({ userId }: { userId: string }) =>
  issuedTo(harness, userId).filter(({ grantType }) => grantType === 'refresh_token').length;

const keptRows = async () =>
  (await harness.owner.query('SELECT state, refusal, tries FROM vault.import_rows ORDER BY line')).rows;

const trail = async () =>
  (
    await harness.owner.query(
      `SELECT action, actor_id, connection_id IS NOT NULL AS of_one FROM audit_entries WHERE action LIKE '%import%' ORDER BY id DESC LIMIT 4`,
    )
  ).rows.map(({ action, actor_id, of_one }) => [action, actor_id, of_one]);

describe('a file of grants', () => {
  it('becomes connections whose tokens are live at Wise, each with its row in the audit trail', async () => {
    const grants = [await ownGrant(), await ownGrant()];
    const second = await ownGrant();
    const lines = [...grants, second].map(({ line }) => line);
    // one customer has two of them
    second.line.external_id = String(grants[0]?.line.external_id);
    // as Windows writes it: with a byte order mark, and \r before each \n
    const file = sealGrants(
      Buffer.from(`\uFEFF${lines.map((line) => `${JSON.stringify(line)}\r\n`).join('')}`),
      `\uFEFF${key}`,
    );
    expect(lines.filter(({ refresh_token }) => file.includes(refresh_token))).toEqual([]);
    const { text, exitCode } = await importSealed(file);
    expect([exitCode, text]).toEqual([0, expect.stringContaining('3 connections are made')]);

    expect(await connectionsOf(lines[0]?.external_id)).toHaveLength(2);
    for (const { id, status } of [
      ...(await connectionsOf(lines[0]?.external_id)),
      ...(await connectionsOf(lines[1]?.external_id)),
    ]) {
      expect(status).toBe('active');
      expect(harness.isLive((await vend(vault, id)).access)).toBe(true);
    }
    expect([...grants, second].map(refreshesOf)).toEqual([1, 1, 1]);
    expect(await keptRows()).toEqual([]);
    expect(await trail()).toEqual([
      ['import.accepted', OPERATOR, false],
      ['connection.imported', OPERATOR, true],
      ['connection.imported', OPERATOR, true],
      ['connection.imported', OPERATOR, true],
    ]);

    expect((await importSealed(file)).text).toContain('accepted on');
    expect([...grants, second].map(refreshesOf)).toEqual([1, 1, 1]);
  });

  it('with one wrong row makes no connection, and the corrected file spends no token again, with rotating ones too', async () => {
    harness.emulator.state.settings.merge({ rotateRefreshTokens: true });
    const [good, ended, foreign] = [await ownGrant(), await ownGrant(), await ownGrant()];
    harness.removeApp({ id: '', customerId: '', user: ended.user });
    const wrong = { ...foreign.line, profile_id: good.line.profile_id ?? '' };
    const refused = await importLines([good.line, ended.line, wrong]);
    expect(refused.exitCode).toBe(1);
    expect(refused.text).toContain(`line 2, ${ended.line.external_id}: Wise does not take`);
    expect(refused.text).toContain(`line 3, ${foreign.line.external_id}: the grant does not cover`);
    expect(refused.text).not.toContain('line 1');
    for (const { line } of [good, ended, foreign]) expect(await connectionsOf(line.external_id)).toEqual([]);

    // the lines of the file are the old tokens, which are dead at Wise by now: what it gave for them is kept
    const { text } = await importLines([good.line, foreign.line]);
    expect(text).toContain('2 connections are made');
    expect([good, foreign].map(refreshesOf)).toEqual([1, 1]);
    const [connection] = await connectionsOf(foreign.line.external_id);
    expect(harness.isLive((await vend(vault, connection?.id ?? '')).access)).toBe(true);

    const { rows } = await harness.owner.query('SELECT id FROM vault.imports WHERE state = $1', ['open']);
    const id = String(rows[0]?.id);
    expect((await act({ act: 'status' })).text).toContain(`import ${id}`);
    const discarded = await act({ act: 'discard', id, evenRotated: false });
    expect(discarded.text).toContain('What was kept of 1 grants is erased');
    expect(await keptRows()).toEqual([]);
  });

  it('loses nothing when it is killed in the middle, and goes on where it was', async () => {
    const grants = [await ownGrant(), await ownGrant(), await ownGrant()];
    const file = path.join(folder, 'grants.sealed');
    const sealed = seal(grants.map(({ line }) => line));
    writeFileSync(file, sealed);
    const held = harness.plant({ endpoint: REFRESH, kind: 'hold', when: 'before' });
    const child = startCommand('batch', file);
    await until('two answers are stored', async () => {
      const rows = await keptRows();
      return held.waiting === 1 && rows.filter(({ state }) => state === 'received').length === 2;
    });
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    harness.reset();

    const soon = await importSealed(sealed);
    // while the killed call may still act at Wise nobody sends its token again
    if (soon.exitCode !== 0) expect(soon.text).toContain('An answer of Wise is missing');
    const after = await until('it is accepted', async () => {
      const { text, exitCode } = await importSealed(sealed);
      return exitCode === 0 ? text : undefined;
    });
    expect(after).toMatch(/3 connections are made|accepted on/);
    const spent = grants.map(refreshesOf).toSorted();
    expect(spent.slice(0, 2)).toEqual([1, 1]);
    for (const { line } of grants) {
      const [connection] = await connectionsOf(line.external_id);
      expect(harness.isLive((await vend(vault, connection?.id ?? '')).access)).toBe(true);
    }
  });

  it('waits while what stands before Wise answers 401 for our certificate: no row is refused for it', async () => {
    const [{ line }, files] = await Promise.all([ownGrant(), MtlsFiles.make(harness)]);
    const run = () => importLines([line], harness.vault({ env: files.settings }));
    harness.emulator.state.settings.merge({ mtlsRefusal: '401' });
    files.revoke();
    expect((await run()).text).toContain('Wise could not be reached');
    files.put(await files.newIdentity());
    expect((await run()).text).toContain('1 connection is made');
    files.remove();
  });

  it('that has the grant of a living connection is refused before any token is sent', async () => {
    const linked = await harness.link(vault);
    const other = await ownGrant();
    const lines = [
      other.line,
      { ...other.line, profile_id: linked.user.profileId, refresh_token: 'what-they-have' },
    ];
    const again = lines.map(({ user_id: _, ...line }) => line);
    expect((await importLines(again)).text).toContain('line 2');
    expect(refreshesOf(other)).toBe(0);
    expect(harness.isLive((await vend(vault, linked.id)).access)).toBe(true);
  });

  it('is told by line and field what is wrong, never what stands there, and nothing of it is stored', async () => {
    const { line } = await ownGrant();
    const before = await keptRows();
    const lines = [
      { ...line, environment: line.refresh_token },
      { ...line, [line.refresh_token]: 'x', profile_id: 7 },
      { ...line, external_id: '' },
      line,
      line,
    ];
    const { text, exitCode } = await importLines(lines);
    expect(exitCode).toBe(1);
    expect(text).not.toContain(line.refresh_token);
    expect(text.split('\n').slice(1)).toEqual([
      '  line 1: environment: one of sandbox, production',
      '  line 2: profile_id: missing, or of another type; a field that is not known',
      '  line 3: external_id: not valid',
      '  line 5: the same refresh_token as line 4',
    ]);
    expect(await keptRows()).toEqual(before);
  });

  it('that is no JSON is told where, and nothing of what stands there', async () => {
    const good = JSON.stringify((await ownGrant()).line);
    const lines = [
      `"${good}"`,
      good.slice(0, -1),
      good.replace('","', '" "'),
      good.replace('"environment":"sandbox"', '"environment":sandbox'),
      `${good} x`,
      `[${good}]`,
      '"a token"',
      good.replaceAll('"', '“'),
      good,
    ];
    expect(await problemsOf(lines.join('\r\n'))).toEqual([
      '  line 1: not a JSON object: wrong at character 1',
      '  line 2: not a JSON object: it ends too early',
      `  line 3: not a JSON object: wrong at character ${good.indexOf('","') + 3}`,
      `  line 4: not a JSON object: wrong at character ${good.indexOf('"sandbox"') + 1}`,
      `  line 5: not a JSON object: wrong at character ${good.length + 2}`,
      '  line 6: JSON, but not an object',
      '  line 7: JSON, but not an object',
      '  line 8: not a JSON object: wrong at character 2',
    ]);
    const latin = Buffer.from(`${good}\n${good.replace('@', '\u00fc@')}`, 'latin1');
    expect(await problemsOf(latin)).toEqual(['  line 2: not UTF-8']);
    expect(await problemsOf(Buffer.from(`\uFEFF${good}`, 'utf16le'))).toEqual([
      '  line 1: the file is UTF-16: save it as UTF-8',
    ]);
  });

  it('opens for its key alone, as long as that lasts, and only as it was sealed', async () => {
    const file = seal([(await ownGrant()).line]);
    const changed = file.slice(0, -1) + (file.endsWith('A') ? 'B' : 'A');
    const tell = async (text: string) => (await importSealed(text)).text;
    expect(await tell(changed)).toContain('changed on its way');
    expect(await tell('{"external_id":"x"}')).toContain('no file that "seal" wrote');
    await harness.owner.query(`UPDATE vault.import_keys SET ends_at = now() - interval '1 second'`);
    expect(await tell(file)).toContain('has ended');
    const { rows } = await harness.owner.query('SELECT private_key FROM vault.import_keys');
    expect(String(rows[0]?.private_key)).not.toContain('"d"');
    expect(key).not.toContain('"d"');
  });
});

it.each([
  ['key --days 31', '--days is 1 to 30'],
  ['batch', 'usage: npm run import'],
  ['discard 7', 'an id of "status" is wanted'],
  ['batch a.sealed --days 3', 'usage: npm run import'],
  ['status now', 'usage: npm run import'],
])('%s is no order', (words, problem) => {
  expect(readOrder(words.split(' '))).toMatchObject({ problem: expect.stringContaining(problem) });
});

/** As an operator types it, in a process of its own. */
function startCommand(...words: string[]): ChildProcess {
  return spawn(process.execPath, ['scripts/command.mjs', 'import', ...words], {
    cwd: root,
    env: { HOME: folder, NODE_ENV: 'test', ...harness.settings() },
    stdio: 'ignore',
  });
}
