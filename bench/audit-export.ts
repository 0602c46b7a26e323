// npm run bench:audit-export [-- <entries>]: how long an export of the audit trail takes, each entry verified on its way out,
// how much memory its process has at most, and how long who has only the public key needs to verify it. The export runs in
// a process of its own, as it is built for production.

import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { Secret } from '#lib/log/secret';
import { readNumbers } from '#scripts/arguments';
import { bundle } from '#scripts/build/bundle';
import { root } from '#scripts/paths';
import { createDatabase, startTestCluster } from '#test/database/cluster.mjs';
import { auditKeys } from '#vault/audit/audit-keys';
import { CHAIN_START, type ChainedEntry, sealMac } from '#vault/audit/chain';
import { CHAINED_COLUMNS } from '#vault/audit/chained-columns';
import { openKeyRing } from '#vault/keys/key-ring';
import { machine } from './machine';

const [count = 1_000_000] = readNumbers('usage: npm run bench:audit-export [-- <entries>]', 1);
const VAULT_KEYS = `k1:${randomBytes(32).toString('base64')}`;
const LOOK_MS = 50;
const CHUNK = 20_000;
/** What `npm run audit` does where there are no development packages: the bundle, without a compiler beside it. */
/** As in package.json: short-lived objects fill little memory before they are dropped. */
const FLAGS = ['--max-semi-space-size=2'];
const COMMAND = `
  const { run } = await import('./dist/commands/audit.mjs');
  const place = { vaultSettings: async () => process.env, operator: 'bench' };
  const { text, exitCode, isNote } = await run(process.argv.slice(1), place);
  (isNote ? console.error : console.log)(text);
  console.error('CPU of the command:', (process.cpuUsage().user / 1e6).toFixed(1), 's');
  process.exitCode = exitCode;`;

const cluster = await startTestCluster({ fsync: true });
const { ownerUrl, vaultUrl } = await createDatabase(cluster);
const folder = mkdtempSync(path.join(tmpdir(), 'audit-export-'));
try {
  console.log(machine());
  await bundle();
  await fill();
  const file = path.join(folder, 'trail.ndjson');
  const began = performance.now();
  const peak = await run(['export'], file);
  report('export', performance.now() - began, peak, statSync(file).size);
  const keyFile = path.join(folder, 'key.pem');
  await run(['public-key'], keyFile);
  const verifying = performance.now();
  const said = execFileSync(process.execPath, ['cli/verify-audit-export.mjs', file, keyFile], {
    cwd: root,
  });
  console.log(String(said).trim());
  report('offline verifier', performance.now() - verifying);
  changeOneByte(file);
  try {
    execFileSync(process.execPath, ['cli/verify-audit-export.mjs', file, keyFile], {
      cwd: root,
      stdio: 'pipe',
    });
    console.log('a changed byte was NOT found');
  } catch (error) {
    console.log(`a changed byte in the middle: ${String((error as { stderr: Buffer }).stderr).trim()}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  await cluster.close();
}

async function fill(): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  // its server is stopped after a failure
  owner.on('error', () => undefined);
  await owner.connect();
  const data = `jsonb_build_object('actorName', 'Olga ' || n, 'reason', 'Asked by phone')`;
  await owner.query(
    `INSERT INTO audit_entries (id, at, epoch, txid, db_role, action, actor_kind, actor_id, connection_id, environment,
       detail, personal_digest)
     SELECT n, now() - (${count} - n) * interval '1 second', 0, n, 'connect_vault', 'connection.disconnected', 'staff',
       gen_random_uuid(), gen_random_uuid(), 'production',
       jsonb_build_object('role', 'operator', 'by', 'staff', 'wasStatus', 'active'),
       sha256('salt'::bytea || convert_to(${data}::text, 'UTF8'))
     FROM generate_series(1, ${count}) AS n`,
  );
  await owner.query(
    `INSERT INTO audit_personal (entry_id, salt, data) SELECT n, 'salt', ${data} FROM generate_series(1, ${count}) AS n`,
  );
  await seal(owner);
  await owner.query(`SELECT setval('audit_entries_id_seq', ${count})`);
  await owner.query('VACUUM (ANALYZE) audit_entries, audit_personal, vault.audit_seals');
  await owner.end();
}

/** As the sealer does, in larger steps. */
async function seal(owner: pg.Client): Promise<void> {
  const { keyId, key } = auditKeys(openKeyRing(new Secret(VAULT_KEYS))).primary();
  let previous: Uint8Array = CHAIN_START;
  for (let after = 0; after < count; after += CHUNK) {
    const { rows } = await owner.query<ChainedEntry>(
      `SELECT ${CHAINED_COLUMNS} FROM audit_entries e WHERE e.id > $1 ORDER BY e.id LIMIT ${CHUNK}`,
      [after],
    );
    const macs = rows.map((entry) => {
      previous = sealMac(key, { sequence: BigInt(entry.id), keyId, previous }, entry);
      return previous;
    });
    await owner.query(
      `INSERT INTO vault.audit_seals (sequence, entry_id, key_id, mac)
       SELECT id, id, $3, mac FROM unnest($1::bigint[], $2::bytea[]) AS s (id, mac)`,
      [rows.map(({ id }) => id), macs, keyId],
    );
  }
}

/** @returns the most memory the process had, in bytes. */
async function run(words: string[], file: string): Promise<number> {
  const child = spawn(process.execPath, [...FLAGS, '--input-type=module', '-e', COMMAND, '--', ...words], {
    cwd: root,
    env: { ...process.env, VAULT_DATABASE_URL: vaultUrl, VAULT_KEYS },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let peak = 0;
  const look = setInterval(() => {
    try {
      const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      peak = Math.max(peak, Number(kilobytes ?? 0) * 1_024);
    } catch {
      // it has just ended
    }
  }, LOOK_MS);
  const ended = new Promise<void>((resolve, reject) => {
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`the command ended with ${code}`)),
    );
  });
  await pipeline(child.stdout, createWriteStream(file));
  await ended;
  clearInterval(look);
  return peak;
}

function report(what: string, ms: number, peak?: number, size?: number): void {
  const memory = peak === undefined ? '' : `, ${(peak / 2 ** 20).toFixed(0)} MB at most`;
  const bytes = size === undefined ? '' : `, a file of ${(size / 2 ** 20).toFixed(0)} MB`;
  console.log(`${what}: ${count} entries in ${(ms / 1_000).toFixed(1)} s${memory}${bytes}`);
}

function changeOneByte(file: string): void {
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}
