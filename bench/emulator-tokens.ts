// npm run bench:emulator [-- <requests>]: how many token requests the emulator answers on one core, so that it is never
// the bottleneck of a benchmark. Loopback only, bounded; every answer has to be a 200 with a token.

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';
import { giveAccess } from '#emulator/testing/wise-customer';

const REQUESTS = Number(process.argv[2] ?? 20_000);
const ROUNDS = 5;
const AT_ONCE = 32;
/** Users that are made by API first; each is a connection. */
const USERS = 1_000;

const CLIENT = { clientId: 'bench', secret: 'bench-only', redirectUri: 'http://localhost:1/callback' };
const TICKS_PER_SECOND = 100;

type Form = Record<string, string>;
type Running = { child: ChildProcess; url: string };

/** A process of its own; on Linux pinned to one core, so that "one core" is true. */
async function startEmulatorAlone(): Promise<Running> {
  const node = [process.execPath, '--import', 'tsx', 'emulator/main.ts', '--port', '0', '--mtls-port', '0'];
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

/** `act` for 0 … count-1, so many at once. */
async function eachOf(count: number, act: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

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
  await eachOf(count, async () => {
    const ada = { userId: '10000001', profileId: '30000001' };
    codes.push((await giveAccess({ url, clientId, redirectUri, ...ada })).code);
  });
  return codes;
}

type Row = { what: string; count: number; rounds: number; form(index: number): Form };

async function measure({ child }: Running, partner: Partner, { what, count, rounds, form }: Row) {
  const perSecond: number[] = [];
  const usedBefore = cpuSecondsOf(child.pid ?? 0) ?? Number.NaN;
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await eachOf(count, (index) => partner.token(form(index)));
    perSecond.push((count / (performance.now() - began)) * 1000);
  }
  const cpuMs = (((cpuSecondsOf(child.pid ?? 0) ?? Number.NaN) - usedBefore) * 1000) / (count * rounds);
  const sorted = perSecond.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(rounds / 2)] ?? 0;
  return [what, median.toFixed(0), (sorted[0] ?? 0).toFixed(0), Number.isNaN(cpuMs) ? '?' : cpuMs.toFixed(3)];
}

const print = ([what = '', ...numbers]: readonly string[]) =>
  console.log(what.padEnd(22) + numbers.map((number) => number.padStart(12)).join(''));

const running = await startEmulatorAlone();
const partner = partnerOf(running.url);
try {
  const { access_token: application } = await partner.token({ grant_type: 'client_credentials' });
  await eachOf(USERS, (index) => partner.signUp(application, userOf(index)));
  const refreshTokens: string[] = [];
  await eachOf(USERS, async (index) => {
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
  const [cpu] = os.cpus();
  console.log(`${os.cpus().length} × ${cpu?.model ?? '?'}, Node ${process.version}, ${AT_ONCE} at once`);
  print(['', 'median/s', 'slowest/s', 'CPU ms each']);
  const rows: Row[] = [
    {
      what: 'client_credentials',
      count: REQUESTS,
      rounds: ROUNDS,
      form: () => ({ grant_type: 'client_credentials' }),
    },
    { what: 'refresh_token', count: REQUESTS, rounds: ROUNDS, form: refreshForm },
    // last of the two: its grants take the place of those that were refreshed
    {
      what: 'registration_code',
      count: REQUESTS,
      rounds: ROUNDS,
      form: (index) => registrationForm(index % USERS),
    },
    { what: 'authorization_code', count: codes.length, rounds: 1, form: exchangeForm },
  ];
  for (const row of rows) print(await measure(running, partner, row));
} finally {
  await partner.close();
  running.child.kill();
}
