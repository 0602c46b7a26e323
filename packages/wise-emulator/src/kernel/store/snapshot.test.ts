import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { giveProfile } from '#emulator/kernel/store/give-profile';
import { newPersonalProfile } from '#emulator/kernel/store/people/new-profile';
import { deactivateUser, removeApp } from '#emulator/oauth/account/end-access';
import { takeOver } from '#emulator/oauth/account/user-actions';
import { type Emulator, startEmulator } from '#emulator/server';
import {
  ADA,
  AUTHORIZATION,
  CLIENT,
  exchangeOf,
  REDIRECT_URI,
  refreshOf,
  type TokenBody,
} from '#testing/emulator-for-tests';
import { MADE, registrationOf } from '#testing/made-user';
import { giveAccess } from '#testing/wise-customer';

let folder: string;
let file: string;
const running: Emulator[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'emulator-kept-'));
  file = path.join(folder, 'emulator.json');
});

afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
  rmSync(folder, { recursive: true });
});

/** The one before is not closed: as after a kill -9, nothing could be written at its end. */
async function start(): Promise<Emulator> {
  const emulator = await startEmulator({ clients: [CLIENT], keep: file });
  running.push(emulator);
  return emulator;
}

async function token({ url }: Emulator, form: Record<string, string>): Promise<TokenBody> {
  const headers = { authorization: AUTHORIZATION };
  const answer = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  });
  return (await answer.json()) as TokenBody;
}

const consent = ({ url }: Emulator, who = ADA) =>
  giveAccess({ url, clientId: CLIENT.clientId, redirectUri: REDIRECT_URI, ...who });

const statusOf = async ({ url }: Emulator, accessToken: string) =>
  (await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${accessToken}` } })).status;

it('promise 1 in development: an emulator killed at any moment knows every token and code again', async () => {
  const first = await start();
  const made = await token(first, exchangeOf((await consent(first)).code));
  const refreshed = await token(first, refreshOf(made.refresh_token));
  const application = await token(first, { grant_type: 'client_credentials' });
  const { code } = await consent(first, { userId: '10000002', profileId: '30000002' });

  const second = await start();
  expect(await statusOf(second, refreshed.access_token)).toBe(200);
  expect(await statusOf(second, made.access_token), 'a refresh killed it').toBe(401);
  expect(second.state.tokens.findAccess(application.access_token, Date.now())).toBeDefined();
  const again = await token(second, refreshOf(made.refresh_token));
  expect(await statusOf(second, again.access_token)).toBe(200);
  expect(await statusOf(second, refreshed.access_token)).toBe(401);
  expect((await token(second, exchangeOf(code))).access_token).toBeDefined();

  const third = await start();
  expect((await token(third, exchangeOf(code))).error, 'a used code stays used').toBe('invalid_grant');
});

it('what died stays dead: a removed app, a closed account', async () => {
  const first = await start();
  const made = await token(first, exchangeOf((await consent(first)).code));
  const other = await token(
    first,
    exchangeOf((await consent(first, { userId: '10000002', profileId: '30000002' })).code),
  );
  removeApp(first.state, ADA.userId, CLIENT.clientId);
  deactivateUser(first.state, '10000002');
  expect(await statusOf(first, made.access_token)).toBe(401);

  const second = await start();
  expect((await token(second, refreshOf(made.refresh_token))).error).toBe('invalid_grant');
  expect((await token(second, refreshOf(other.refresh_token))).error).toBe('invalid_grant');
  expect(second.state.people.isActive('10000002')).toBe(false);
  expect(second.state.people.isActive(ADA.userId)).toBe(true);
});

it('users made by API are there again, with their tokens, codes and what became of their accounts', async () => {
  const post = async (emulator: Emulator, body: object) => {
    const { access_token: application } = await token(emulator, { grant_type: 'client_credentials' });
    const answer = await fetch(`${emulator.url}/v1/user/signup/registration_code`, {
      method: 'POST',
      headers: { authorization: `Bearer ${application}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return ((await answer.json()) as { id: number }).id;
  };
  const first = await start();
  const [pia, rosa] = [await post(first, MADE), await post(first, { ...MADE, email: 'rosa@made.example' })];
  const made = await token(first, registrationOf());
  takeOver(first.state, String(rosa));
  giveProfile(first.state, String(pia), newPersonalProfile(String(pia), MADE.email));
  first.state.people.changeEmail(String(rosa), 'new@made.example');
  await statusOf(first, made.access_token);

  const second = await start();
  expect(await statusOf(second, made.access_token)).toBe(200);
  expect((await token(second, registrationOf())).access_token).toBeDefined();
  const { people, signUps } = second.state;
  expect(signUps.isPartners(String(pia))).toBe(true);
  expect(people.find(String(pia))).toMatchObject({ name: 'Pia Customer', profiles: [{ firstName: 'Pia' }] });
  expect(people.find(String(rosa))).toMatchObject({ name: 'Rosa Customer', email: 'new@made.example' });
  expect(await post(second, { ...MADE, email: 'third@made.example' })).toBe((rosa ?? 0) + 1);
});

it('why something died is remembered too, and who took another e-mail', async () => {
  const first = await start();
  first.state.settings.merge({ rotateRefreshTokens: true });
  const { code } = await consent(first);
  const made = await token(first, exchangeOf(code));
  const rotated = await token(first, refreshOf(made.refresh_token));
  first.state.people.changeEmail(ADA.userId, 'another@wise-user.example');
  await statusOf(first, rotated.access_token);

  const { tokens, codes, people } = (await start()).state;
  expect(tokens.endingOf(made.refresh_token, Date.now())).toBe('rotated');
  expect(tokens.familyOf(made.refresh_token)?.refreshToken).toBe(rotated.refresh_token);
  expect(codes.issuedFor(code)).toBe(made.refresh_token);
  expect(people.find(ADA.userId)?.email).toBe('another@wise-user.example');
});

it.each(['{ half a file', '{"tokens":{"grants":[{"of":"another version"}]},"codes":[]}'])(
  'a file it cannot read is put aside, and it starts without: %s',
  async (text) => {
    writeFileSync(file, text);
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const emulator = await start();
    expect(String(said.mock.calls[0]?.[0])).toContain(`${file}.unreadable`);
    said.mockRestore();
    expect(readFileSync(`${file}.unreadable`, 'utf8')).toBe(text);
    const made = await token(emulator, exchangeOf((await consent(emulator)).code));
    expect(await statusOf(await start(), made.access_token)).toBe(200);
  },
);

it('without a file nothing is written', async () => {
  const emulator = await startEmulator({ clients: [CLIENT] });
  running.push(emulator);
  await consent(emulator);
  expect(existsSync(file)).toBe(false);
});
