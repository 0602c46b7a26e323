import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { exchange } from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { completionCode, openSession, sessionAttempt } from '#vault/testing/partner-sessions';
import { newWiseUser } from '#vault/testing/wise-users';
import { root } from '../paths.mjs';
import { freePort } from '../ports.mjs';
import { buildButton } from './build';

// Every block of the guide runs as it stands there; those marked "setup" start things that other tests start, and only
// their commands are looked at. Browser and pages are in e2e/dev.

const guide = readFileSync(path.join(root, 'docs/partner-guide.md'), 'utf8');
const blocks = [...guide.matchAll(/^```(\w+) ?(\S*)\n([\s\S]*?)^```$/gm)].map(
  ([, language, name, text = '']) => ({
    language,
    name,
    text,
  }),
);

const RETURN_URL = 'http://127.0.0.1:4030/wise/return';
let harness: Harness;
let vault: Vault;
let key: string;
let folder: string;
let appPort: number;
let printed: () => string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  harness = await Harness.start();
  appPort = await freePort();
  const returnUrls = `http://127.0.0.1:4030/wise/,http://127.0.0.1:${appPort}/wise/`;
  const EVENT_ALLOWED_ORIGINS = `http://127.0.0.1:${appPort}`;
  vault = await startVault(harness.env({ RETURN_URLS: returnUrls, EVENT_ALLOWED_ORIGINS }), {
    deadlines: { ...UNHURRIED, loopMs: 3_600_000 },
  });
  const scopes = ['connections:read', 'wise:call', 'events:read', 'events:write', 'sessions:write'] as const;
  key = (await makeApiKey(vault.ctx.database, [...scopes])).key;
  // where a project of a partner would be, with the SDK below node_modules
  folder = newFolder();
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  await buildButton();
  for (const { name, text } of blocks)
    if (/\.(mjs|py)$/.test(name ?? '')) writeFileSync(path.join(folder, name ?? ''), text);
});
afterAll(async () => {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
  await vault?.close();
  await harness?.close();
});

function newFolder(): string {
  mkdirSync(path.join(root, '.data'), { recursive: true });
  return mkdtempSync(path.join(root, '.data', 'guide-'));
}

const settings = (more: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  NODE_ENV: 'test',
  API: vault.partnerUrl,
  KEY: key,
  ...more,
});

async function run(command: string, words: string[], more?: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(command, words, { cwd: folder, env: settings(more) });
  return stdout;
}

/** A server of the guide: its address, and what it has printed. */
async function serve(name: string, port: number): Promise<{ url: string; printed: () => string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', name], {
    cwd: folder,
    env: settings({ PORT: String(port) }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  await until(`${name} is ready`, () => said.includes('\n'), { withinMs: 20_000 });
  return { url: `http://127.0.0.1:${port}`, printed: () => said };
}

/** What the browser does between the first and the second call: opens the address, and says yes at Wise. */
async function consent(sessionId: string): Promise<string> {
  const { rows } = await harness.owner.query('SELECT customer_id FROM partner_sessions WHERE id = $1', [
    sessionId,
  ]);
  await openSession(harness, sessionId);
  const attempt = await sessionAttempt(
    harness,
    { id: sessionId, customerId: rows[0].customer_id },
    newWiseUser(harness.emulator),
  );
  await exchange(vault.ctx, attempt);
  return completionCode(harness, sessionId);
}

const newestSession = async (): Promise<string> =>
  (await harness.owner.query('SELECT id FROM partner_sessions ORDER BY created_at DESC LIMIT 1')).rows[0].id;

describe('the guide for partners', () => {
  it('names commands that there are', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    const setup = blocks.filter(({ name }) => name === 'setup').map(({ text }) => text);
    const names = setup.flatMap((text) =>
      [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name),
    );
    expect(new Set(names)).toEqual(new Set(['dev', 'api-key', 'sdk:pack']));
    expect(names.filter((name) => scripts[name] === undefined)).toEqual([]);
    expect(blocks.filter(({ language, name }) => language !== 'sh' && name === '')).toEqual([]);
  });

  it('app.mjs connects a customer, shows their transfers and is sent the event', async () => {
    const served = await serve('app.mjs', appPort);
    const app = served.url;
    printed = served.printed;
    expect(await (await fetch(app)).text()).toContain('data-connect-wise');
    const begun = await fetch(`${app}/wise/connect`, { method: 'POST', redirect: 'manual' });
    expect(begun.status, await begun.text()).toBe(303);
    const id = await newestSession();
    const code = await consent(id);
    const back = await fetch(`${app}/wise/return?session=${id}&status=pending&completion_code=${code}`);
    expect(await back.text()).toContain('data-connect-wise-returned');
    await until('the transfers are there', async () => (await (await fetch(app)).text()).includes('<li>'));
    await until('the event is there', () => /^connection\.connected [\w-]{36}$/m.test(printed()), {
      withinMs: 20_000,
    });
    // a reload of the return address is no error
    const again = await fetch(`${app}/wise/return?session=${id}&status=pending&completion_code=${code}`, {
      redirect: 'manual',
    });
    expect([again.status, again.headers.get('location')]).toEqual([303, '/']);
    expect(await run(process.execPath, ['--import', 'tsx', 'events.mjs'])).toContain('connection.connected');
  });

  it('app.mjs says that nothing was connected, once, and repeats nothing of the address', async () => {
    const app = `http://127.0.0.1:${appPort}`;
    const back = await fetch(`${app}/wise/return?session=x&status=cancelled&reason=%3Cb%3E`);
    expect(await back.text()).toBe('<body data-connect-wise-returned="/"><script src=/button.js></script>');
    expect((await fetch(`${app}/favicon.ico`)).status).toBe(404);
    expect(await (await fetch(app)).text()).toContain('Wise was not connected.');
    expect(await (await fetch(app)).text()).not.toContain('Wise was not connected.');
  });

  it('app.mjs takes no event that is not signed', async () => {
    const refused = await fetch(`http://127.0.0.1:${appPort}/wise/events`, {
      method: 'POST',
      body: '{"id":"1","type":"test"}',
      headers: {
        'webhook-id': '1',
        'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
        'webhook-signature': 'v1,AAAA',
      },
    });
    expect(refused.status).toBe(400);
    expect(printed()).not.toContain('test');
  });

  it('app.mjs shows the customer their own page once it has said who is there', async () => {
    const app = `http://127.0.0.1:${appPort}`;
    const begun = await fetch(`${app}/wise/portal`, { method: 'POST', redirect: 'manual' });
    expect(new URL(begun.headers.get('location') ?? '').pathname).toBe('/session');
    const id = await newestSession();
    await openSession(harness, id);
    const code = await completionCode(harness, id);
    const back = (status: string) =>
      fetch(`${app}/wise/portal-return?session=${id}&status=${status}&completion_code=${code}`, {
        redirect: 'manual',
      });
    expect((await back('confirm')).headers.get('location')).toContain(`/session/open?session=${id}`);
    // a reload, and the way back
    for (const status of ['confirm', 'closed'])
      expect((await back(status)).headers.get('location')).toBe('/');
    const toConnect = new URL((await back('connect')).headers.get('location') ?? '');
    expect(toConnect.pathname).toBe('/session');
    expect(await newestSession(), 'a connect session begins').not.toBe(id);
  });

  it('the five calls work with curl and with Python', async () => {
    const curl = blocks.find(({ language, name }) => language === 'sh' && name === '')?.text ?? '';
    const created = await fetch(`${vault.partnerUrl}/v1/connect-sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        customer: { external_id: 'cust-1001' },
        environment: 'sandbox',
        return_url: RETURN_URL,
        authenticated_at: new Date().toISOString(),
      }),
    });
    const { id } = await created.json();
    const code = await consent(id);
    const { rows } = await harness.owner.query(
      `SELECT id, profile_id::text AS profile FROM connections LIMIT 1`,
    );
    expect(curl).toMatch(/^export API=http:\/\/127\.0\.0\.1:3100 KEY=cwk_…\n/);
    const here = curl.replace('http://127.0.0.1:3100', vault.partnerUrl).replace('cwk_…', key);
    const said = await run('bash', ['-c', here], {
      SESSION: id,
      CODE: code,
      CONNECTION: rows[0].id,
      PROFILE: rows[0].profile,
    });
    const answers = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map((each) => each.code ?? 'fine')).toEqual(Array.from({ length: 5 }, () => 'fine'));
    expect(answers[1].status).toMatch(/^(confirmed|connected)$/);
    expect(answers[2].data.map(({ status }: { status: string }) => status)).toContain('active');
    expect(await run('python3', ['calls.py'])).toMatch(/^send the browser to http/);
    const begun = await newestSession();
    const python = await run('python3', ['calls.py'], { SESSION: begun, CODE: await consent(begun) });
    expect(python).toMatch(/^session: (confirmed|connected)$/m);
    const transfer = /^\d+ [\d.]+ [A-Z]{3} \w+$/m;
    expect(python).toMatch(transfer);
    const ofAnother = readFileSync(path.join(folder, 'calls.py'), 'utf8').replace('cust-1001', 'cust-1002');
    expect(await run('python3', ['-c', ofAnother]), 'another customer’s are not shown').not.toMatch(transfer);
    expect(python).toMatch(/[1-9]\d* events; ask again with after =/);
  });
});
