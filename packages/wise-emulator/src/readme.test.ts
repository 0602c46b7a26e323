import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { basic } from '#testing/emulator-for-tests';
import { isSignedBy, webhookReceiver } from '#testing/webhook-receiver';
import { DEFAULT_CLIENT } from './kernel/store/client-schema';
import { type Emulator, startEmulator } from './server';

const run = promisify(execFile);

async function lacks(...commands: string[]): Promise<string[]> {
  const found = await Promise.all(
    commands.map((command) =>
      run(command, [command === 'openssl' ? 'version' : '--version']).then(
        () => [],
        () => [command],
      ),
    ),
  );
  return found.flat();
}

/** The script below a heading of the README, as it stands there. */
async function scriptUnder(heading: string, language: 'sh' | 'js' = 'sh'): Promise<string> {
  const readme = await readFile(path.join(import.meta.dirname, '../README.md'), 'utf8');
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  const [, script] =
    section.split('\n## ', 1)[0]?.match(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``)) ?? [];
  if (!script) throw new Error(`The README has no script under "${heading}".`);
  return script;
}

/** Runs scripts one after the other in one shell, against this emulator instead of the one on port 4010. */
async function runScripts(emulator: Emulator, scripts: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'emulator-readme-'));
  const whole = scripts
    .join('\n')
    .replaceAll('http://127.0.0.1:4010', emulator.url)
    .replaceAll('https://127.0.0.1:4011', emulator.mtls.url);
  try {
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', whole], { cwd: folder });
    return stdout.trim().split('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const missing = await lacks('bash', 'curl', 'openssl');
const CURL = 'The whole story with curl';

if (missing.length > 0) {
  it.skipIf(true)(`SKIPPED: this machine has no ${missing.join(', ')}`, () => undefined);
} else {
  describe("the README's scripts", () => describeScripts());
}

function describeScripts(): void {
  const withEmulator = async (act: (emulator: Emulator) => Promise<void>) => {
    const emulator = await startEmulator({ clients: [DEFAULT_CLIENT] });
    try {
      await act(emulator);
    } finally {
      await emulator.close();
    }
  };

  it('tell the whole story with curl: authorise, exchange, refresh, read, remove', async () => {
    await withEmulator(async (emulator) => {
      const said = await runScripts(emulator, [await scriptUnder(CURL)]);
      const [tokens, deadToken, me, profiles, removed, refused] = said.map(
        (line) => JSON.parse(line) as unknown,
      );
      expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 43_199, scope: 'transfers' });
      expect(deadToken).toEqual({ error: 'invalid_token', error_description: 'Invalid token' });
      expect(me).toMatchObject({ id: 10_000_001, name: 'Ada Personal' });
      expect(profiles).toMatchObject([{ id: 30_000_001, type: 'PERSONAL' }]);
      expect(removed).toEqual({ grants: 1 });
      expect(refused).toMatchObject({ error: 'invalid_grant' });
      expect(said).toHaveLength(6);
    });
  });

  it('get a client certificate with openssl and curl, and use the mTLS host', async () => {
    await withEmulator(async (emulator) => {
      const scripts = [await scriptUnder(CURL), await scriptUnder('mTLS with curl')];
      const said = (await runScripts(emulator, scripts)).slice(6);
      expect(said).toEqual([
        expect.stringContaining('connect-wise-dev'),
        'no client certificate: the handshake fails',
      ]);
    });
  });

  const receiver = webhookReceiver();

  it('subscribe to an event, send a test of it, and are told', async () => {
    await withEmulator(async (emulator) => {
      const hooks = await scriptUnder('Webhooks with curl');
      const scripts = [await scriptUnder(CURL), hooks.replace('http://localhost:3102/wise', receiver.url())];
      const said = (await runScripts(emulator, scripts)).slice(6).map((line) => JSON.parse(line) as unknown);
      expect(said).toMatchObject([
        { name: 'mine', delivery: { url: receiver.url() } },
        [{ delivery_id: expect.any(String) }],
        { grants: 1 },
        [{ kind: 'test' }, { kind: 'test' }, { kind: 'event', eventType: 'users#state-change' }],
      ]);
      const came = await receiver.until(3);
      expect(came.every((each) => isSignedBy(emulator.state.webhooks.keys.pem(), each))).toBe(true);
    });
  });

  it('sign a message with jose, and get a signed answer', async () => {
    await withEmulator(async (emulator) => {
      const { clientId, clientSecrets } = DEFAULT_CLIENT;
      const answer = await fetch(`${emulator.url}/oauth/token`, {
        method: 'POST',
        headers: { authorization: basic(clientId, clientSecrets[0] ?? '') },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      const script = await scriptUnder('JOSE with the `jose` library', 'js');
      const running = run(process.execPath, ['--input-type=module', '-', token], {
        cwd: path.dirname(import.meta.dirname),
      });
      running.child.stdin?.end(script.replaceAll('http://127.0.0.1:4010', emulator.url));
      const said = (await running).stdout.trim();
      expect(decodeProtectedHeader(said)).toMatchObject({ alg: 'ES256' });
      expect(Buffer.from(said.split('.')[1] ?? '', 'base64url').toString()).toContain('hello');
    });
  });

  it('send money with curl: a quote, a recipient, a transfer that is paid and arrives', async () => {
    await withEmulator(async (emulator) => {
      const scripts = [await scriptUnder(CURL), await scriptUnder('Money with curl')];
      const said = (await runScripts(emulator, scripts)).slice(6).map((line) => JSON.parse(line) as unknown);
      expect(said).toMatchObject([
        { type: 'BALANCE', status: 'COMPLETED', balanceTransactionId: expect.any(Number) },
        { status: 'outgoing_payment_sent', sourceCurrency: 'GBP', targetCurrency: 'EUR' },
        [{ currency: 'GBP' }, { currency: 'EUR' }],
      ]);
    });
  });

  it('clear SCA with curl: a statement is refused, its challenges are passed, and it is read', async () => {
    await withEmulator(async (emulator) => {
      const scripts = [await scriptUnder(CURL), await scriptUnder('SCA with curl')];
      const said = (await runScripts(emulator, scripts)).slice(6).map((line) => JSON.parse(line) as unknown);
      const [status, face, sent, code, statement, again] = said;
      expect(status).toMatchObject({
        oneTimeTokenProperties: { actionType: 'BALANCE__GET_STATEMENT', challenges: [{}, {}] },
      });
      expect(face).toMatchObject({ challenges: [{ passed: true }, { passed: false }] });
      expect(sent).toEqual({ obfuscatedPhoneNo: '*********0001' });
      expect(code).toMatchObject({ oneTimeTokenProperties: { challenges: [] } });
      expect(statement).toMatchObject({ accountHolder: { firstName: 'Ada' }, query: { currency: 'GBP' } });
      expect(again).toBe(200);
      expect(said).toHaveLength(6);
    });
  });
}
