// npm run bench:emulator [-- <requests>]: how many token requests the emulator answers on one core, so that it is never
// the bottleneck of a benchmark. Loopback only, bounded; every answer has to be a 200 with a token.

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { giveAccess } from 'wise-emulator/testing';
import { readNumbers } from '#scripts/arguments';
import { line, load } from './load';
import { machine } from './machine';

const [REQUESTS = 20_000] = readNumbers('usage: npm run bench:emulator [-- <requests>]', 1);
const AT_ONCE = 32;
/** Users that are made by API first; each is a connection. */
const USERS = 1_000;

const CLIENT = { clientId: 'bench', secret: 'bench-only', redirectUri: 'http://localhost:1/callback' };
const TICKS_PER_SECOND = 100;

type Form = Record<string, string>;
type Running = { child: ChildProcess; url: string };

/** A process of its own; on Linux pinned to one core, so that "one core" is true. */
async function startEmulatorAlone(): Promise<Running> {
  const node = [
    process.execPath,
    '--import',
    'tsx',
    fileURLToPath(import.meta.resolve('wise-emulator/cli')),
    '--port',
    '0',
    '--mtls-port',
    '0',
  ];
  const client = ['--client-id', CLIENT.clientId, '--client-secret', CLIENT.secret];
  const command = [...node, ...client, '--redirect-uri', CLIENT.redirectUri, '--no-rate-limits'];
  const [name = '', ...args] =
    process.platform === 'linux' ? ['taskset', '--cpu-list', '0', ...command] : command;
  const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^emulator ready (http:\S+)$/.exec(line)?.[1];
    if (url) return { child, url };
  }
  throw new Error('The emulator did not start.');
}

/** Seconds of CPU that a process has used; undefined where there is no /proc. */
function cpuSecondsOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

type Tokens = { access_token: string; refresh_token: string };

function partnerOf(url: string) {
  const pool = new Pool(url, { connections: AT_ONCE, pipelining: 1 });
  const basic = `Basic ${Buffer.from(`${CLIENT.clientId}:${CLIENT.secret}`).toString('base64')}`;
  const post = async (path: string, authorization: string, type: string, body: string): Promise<unknown> => {
    const headers = { authorization, 'content-type': type };
    const answer = await pool.request({ method: 'POST', path, headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`The emulator answered ${answer.statusCode}: ${text}`);
    return JSON.parse(text);
  };
  return {
    token: async (form: Form): Promise<Tokens> => {
      const body = new URLSearchParams(form).toString();
      const tokens = (await post('/oauth/token', basic, 'application/x-www-form-urlencoded', body)) as Tokens;
      if (!tokens.access_token) throw new Error('A 200 without a token.');
      return tokens;
    },
    signUp: (token: string, user: Form) =>
      post('/v1/user/signup/registration_code', `Bearer ${token}`, 'application/json', JSON.stringify(user)),
    close: () => pool.close(),
  };
}
type Partner = ReturnType<typeof partnerOf>;

/** `act` for each of 0 … count-1, so many at once. */
const forAll = (count: number, act: (index: number) => Promise<unknown>) =>
  load(
    AT_ONCE,
    async (index) => {
      await act(index);
    },
    (turn) => turn >= count,
  );

const userOf = (index: number) => ({
  email: `user-${index}@bench.example`,
  registrationCode: `bench-registration-code-of-${index}`.padEnd(32, '.'),
});

function registrationForm(index: number): Form {
  const { email, registrationCode } = userOf(index);
  const { clientId } = CLIENT;
  return { grant_type: 'registration_code', client_id: clientId, email, registration_code: registrationCode };
}

async function newCodes(url: string, count: number): Promise<string[]> {
  const { clientId, redirectUri } = CLIENT;
  const codes: string[] = [];
  await forAll(count, async () => {
    const ada = { userId: '10000001', profileId: '30000001' };
    codes.push((await giveAccess({ url, clientId, redirectUri, ...ada })).code);
  });
  return codes;
}

/** One line: what the requests took, and the CPU of the emulator for each. */
async function measure(
  { child }: Running,
  partner: Partner,
  what: string,
  count: number,
  form: (index: number) => Form,
) {
  const usedBefore = cpuSecondsOf(child.pid ?? 0);
  const done = await forAll(count, (index) => partner.token(form(index)));
  const used = cpuSecondsOf(child.pid ?? 0);
  const cpu =
    used === undefined || usedBefore === undefined
      ? ''
      : `   CPU ${(((used - usedBefore) * 1000) / count).toFixed(3)} ms each`;
  console.log(line(what, done) + cpu);
}

const running = await startEmulatorAlone();
const partner = partnerOf(running.url);
try {
  const { access_token: application } = await partner.token({ grant_type: 'client_credentials' });
  await forAll(USERS, (index) => partner.signUp(application, userOf(index)));
  const refreshTokens: string[] = [];
  await forAll(USERS, async (index) => {
    refreshTokens[index] = (await partner.token(registrationForm(index))).refresh_token;
  });
  const codes = await newCodes(running.url, Math.min(REQUESTS, 2_000));
  const refreshForm = (index: number) => ({
    grant_type: 'refresh_token',
    refresh_token: refreshTokens[index % USERS] ?? '',
  });
  const exchangeForm = (index: number) => ({
    grant_type: 'authorization_code',
    client_id: CLIENT.clientId,
    code: codes[index] ?? '',
    redirect_uri: CLIENT.redirectUri,
  });
  console.log(`${machine()}; emulator on one core, ${AT_ONCE} at once`);
  await measure(running, partner, 'client_credentials', REQUESTS, () => ({
    grant_type: 'client_credentials',
  }));
  await measure(running, partner, 'refresh_token', REQUESTS, refreshForm);
  // after the refreshes: its grants take the place of those
  await measure(running, partner, 'registration_code', REQUESTS, (index) => registrationForm(index % USERS));
  await measure(running, partner, 'authorization_code', codes.length, exchangeForm);
} finally {
  await partner.close();
  running.child.kill();
}
