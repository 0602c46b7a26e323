// npm run bench:calls [-- <seconds>]: what a call to Wise costs through the vault, beside the same call made directly, and
// what memory a stream of 100 MB takes. A PostgreSQL, an emulator and a vault process of their own, all on this machine:
// who asks and the emulator share its cores with the vault.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { Pool } from 'undici';
import { startEmulator } from 'wise-emulator';
import { DEFAULT_SCOPES } from '#lib/contract/api-key-scopes';
import { createLogger } from '#lib/log/logger';
import { readNumbers } from '#scripts/arguments';
import { withClient } from '#scripts/db/roles';
import { freePort } from '#scripts/ports';
import { createDatabase, startTestCluster } from '#test/database/cluster.mjs';
import { createApiKey } from '#vault/api-keys/create-key';
import { parseVaultEnv } from '#vault/env/vault-env';
import { vend } from '#vault/grants/vend';
import { openKeyRing } from '#vault/keys/key-ring';
import { createContext } from '#vault/runtime/context';
import { CLIENT_ID, makeConnections, REDIRECT_URI } from './connections';
import { line, load } from './load';
import { machine } from './machine';
import { startVaultProcess } from './vault-process';

const [seconds = 10] = readNumbers('usage: npm run bench:calls [-- <seconds>]', 1);
const SECONDS = Math.min(60, seconds);
const CALLERS = 32;
const COUNT = 64;
const MEGABYTE = 1024 * 1024;
const STREAM = 100 * MEGABYTE;
const STREAMS = 5;

const secret = () => randomBytes(24).toString('base64url');
const clientSecret = secret();
const client = {
  clientId: CLIENT_ID,
  clientSecrets: [clientSecret],
  redirectUris: [REDIRECT_URI],
  name: 'Bench',
};

const emulator = await startEmulator({ clients: [client] });
const cluster = await startTestCluster({ fsync: true });
const { ownerUrl, vaultUrl, jobsUrl } = await createDatabase(cluster);
const port = await freePort();
const settings = {
  VAULT_DATABASE_URL: vaultUrl,
  VAULT_JOBS_DATABASE_URL: jobsUrl,
  VAULT_KEYS: `bench:${randomBytes(32).toString('base64')}`,
  VAULT_INTERNAL_URL: `http://127.0.0.1:${await freePort()}`,
  VAULT_INTERNAL_KEY: secret(),
  PARTNER_API_PORT: String(port),
  WISE_SANDBOX_CLIENT_ID: CLIENT_ID,
  WISE_SANDBOX_CLIENT_SECRET: clientSecret,
  WISE_SANDBOX_API_URL: emulator.url,
  LOG_LEVEL: 'error',
};
const ownEnv = parseVaultEnv(settings);
const own = createContext(ownEnv, openKeyRing(ownEnv.VAULT_KEYS), {
  log: createLogger('bench', 'silent'),
});
const url = `http://127.0.0.1:${port}`;
const partner = new Pool(url, { connections: CALLERS });
const wise = new Pool(emulator.url, { connections: CALLERS });
/** Takes and gives what the emulator has none of: large bodies. */
const large = createServer(async (request, response) => {
  if (request.method === 'GET') {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': String(STREAM) });
    Readable.from(Array.from({ length: STREAM / chunk.length }, () => chunk)).pipe(response);
    return;
  }
  for await (const _chunk of request);
  response.writeHead(204).end();
});
let stopVault: Awaited<ReturnType<typeof startVaultProcess>> | undefined;

try {
  await withClient(ownerUrl, (owner) =>
    owner.query(
      `INSERT INTO customers (name, email) SELECT 'Person ' || n, 'person-' || n || '@mail.example'
       FROM generate_series(1, ${COUNT}) n`,
    ),
  );
  const ids = await makeConnections(own, emulator, COUNT, 43_199);
  const tokens = await Promise.all(ids.map((id) => vend(own, id)));
  const { key } = await createApiKey(own.database, {
    name: 'bench',
    scopes: DEFAULT_SCOPES,
    operator: 'bench',
  });
  const authorization = `Bearer ${key.reveal()}`;

  const get = async (from: Pool, path: string, bearer: string): Promise<string> => {
    const { statusCode, body } = await from.request({
      method: 'GET',
      path,
      headers: { authorization: bearer },
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`a call was refused: ${statusCode} ${text}`);
    return text;
  };
  const pathOf = (turn: number) => `/v4/profiles/${tokens[turn % COUNT]?.profileId}/balances?types=STANDARD`;
  const idOf = (turn: number) => ids[turn % COUNT];
  const direct = async (turn: number) => {
    await get(wise, pathOf(turn), `Bearer ${tokens[turn % COUNT]?.access.reveal()}`);
  };
  const vendAndCall = async (turn: number) => {
    const text = await get(partner, `/v1/connections/${idOf(turn)}/access-token`, authorization);
    const { access_token: access } = JSON.parse(text);
    await get(wise, pathOf(turn), `Bearer ${access}`);
  };
  const through = async (turn: number) => {
    await get(partner, `/v1/connections/${idOf(turn)}/wise${pathOf(turn)}`, authorization);
  };

  stopVault = await startVaultProcess(settings, url);
  console.log(
    `${machine()}\none vault process, ${COUNT} connections, ${CALLERS} callers, balances of a profile\n`,
  );
  const measure = async (what: string, act: (turn: number) => Promise<void>) => {
    await load(CALLERS, act, (_turn, passed) => passed >= 2);
    const result = await load(CALLERS, act, (_turn, passed) => passed >= SECONDS);
    console.log(line(what, result));
    return result.p50;
  };
  const alone = await measure('directly, with a token that was vended before', direct);
  const both = await measure('a vend, then the call directly', vendAndCall);
  const vaulted = await measure('through the vault', through);
  const ratio = (other: number) => (vaulted / other).toFixed(2);
  console.log(
    `\np50 through the vault: ${ratio(alone)} × directly (goal 1.6), ${ratio(both)} × vend and call\n`,
  );
  await stopVault();

  large.listen(0, '127.0.0.1');
  await once(large, 'listening');
  const apiUrl = `http://127.0.0.1:${(large.address() as AddressInfo).port}`;
  stopVault = await startVaultProcess({ ...settings, WISE_SANDBOX_API_URL: apiUrl }, url, {
    isBundled: true,
  });
  const { pid } = stopVault;
  const base = `/v1/connections/${idOf(0)}/wise`;
  const download = async () => {
    const { body } = await partner.request({
      method: 'GET',
      path: `${base}/v1/transfers/5/receipt.pdf`,
      headers: { authorization },
    });
    let size = 0;
    for await (const chunk of body) size += chunk.length;
    if (size !== STREAM) throw new Error(`${size} bytes came back`);
  };
  const upload = async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const { statusCode, body } = await partner.request({
      method: 'POST',
      path: `${base}/v2/profiles/${tokens[0]?.profileId}/kyc-requirements/document`,
      headers: { authorization, 'content-type': 'multipart/form-data; boundary=x' },
      body: Readable.from(Array.from({ length: STREAM / chunk.length }, () => chunk)),
    });
    await body.dump();
    if (statusCode !== 204) throw new Error(`an upload was refused: ${statusCode}`);
  };
  for (const [what, act] of [
    ['from Wise', download],
    ['to Wise', upload],
  ] as const) {
    // the heap and the buffers of the sockets reach their size
    for (let turn = 0; turn < 2; turn += 1) await act();
    const before = residentMegabytes(pid);
    let peak = before;
    const timer = setInterval(() => {
      peak = Math.max(peak, residentMegabytes(pid));
    }, 20);
    for (let turn = 0; turn < STREAMS; turn += 1) await act();
    clearInterval(timer);
    const grown = (residentMegabytes(pid) - before) / STREAMS;
    console.log(
      `100 MB ${what.padEnd(9)}  memory ${grown.toFixed(1)} MB per stream (goal under 5), ${(peak - before).toFixed(1)} MB at most above the ${before.toFixed(0)} MB before, ${STREAMS} streams`,
    );
  }
} finally {
  await stopVault?.();
  large.close();
  await partner.close();
  await wise.close();
  await own.database.close();
  await emulator.close();
  await cluster.close();
}

function residentMegabytes(pid: number): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
