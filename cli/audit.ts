// npm run --silent audit -- export [--from 2026-11-01] [--to 2026-12-01] [--personal] > trail.ndjson
// npm run --silent audit -- public-key > audit-key.pem

import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type pg from 'pg';
import { done, misread, type Place, type Result, refused } from '#cli/place';
import { isReaderGone, ReaderGone } from '#cli/reader-gone';
import { appendAudit } from '#lib/audit/append';
import { openPool } from '#lib/db/client';
import { rawOverPool } from '#lib/db/raw-over-pool';
import { readDay } from '#lib/text/day';
import { type AuditKeys, auditKeys } from '#vault/audit/audit-keys';
import { EXPORT_PURPOSE } from '#vault/audit/export-lines';
import { type ExportOrder, type ExportResult, exportTrail } from '#vault/audit/export-trail';
import { parseAuditEnv } from '#vault/env/vault-env';
import { openKeyRing } from '#vault/keys/key-ring';
import { type SigningKey, signingKey } from '#vault/keys/signing-key';
import { loadRing, openAuditKeys } from '#vault/ring-keys/load-ring';
import { rootKeysOf } from '#vault/ring-keys/root-keys';
import { readArguments } from '../scripts/arguments.mjs';

export const USAGE = [
  'usage: npm run --silent audit -- export [--from <day>] [--to <day>] [--personal] > trail.ndjson',
  '       npm run --silent audit -- public-key > audit-key.pem',
  'export: entries of the audit trail as they were sealed, one JSON object a line, each verified on its way out.',
  'days: 2026-11-28 (00:00 UTC); --from is included, --to is not. Without them: the whole trail.',
  '--personal: with names, addresses and free text. Without it an entry has their digest alone.',
  'public-key: what verifies an export elsewhere (node verify-audit-export.mjs trail.ndjson audit-key.pem).',
].join('\n');

type Order = { act: 'public-key' } | ({ act: 'export' } & ExportOrder);

/** What the command line asks for, or what is wrong with it. */
export function readOrder(words: readonly string[]): Order | { problem: string } {
  const value = { type: 'string' } as const;
  const read = readArguments(words, { from: value, to: value, personal: { type: 'boolean' } }, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  const [act] = positionals;
  if (positionals.length !== 1 || (act !== 'export' && act !== 'public-key')) return { problem: USAGE };
  if (act === 'public-key') return Object.keys(values).length === 0 ? { act } : { problem: USAGE };
  const [from, to] = [midnightOf(values.from), midnightOf(values.to)];
  if (from === null || to === null) return { problem: `--from and --to are days\n${USAGE}` };
  if (from !== undefined && to !== undefined && from >= to)
    return { problem: `--from must be before --to\n${USAGE}` };
  return { act, ...(from && { from }), ...(to && { to }), isWithPersonal: values.personal === true };
}

/** null: it is no day. */
function midnightOf(text: string | undefined): Date | null | undefined {
  if (text === undefined) return undefined;
  const day = readDay(text);
  return day === undefined ? null : new Date(day);
}

type Source = { pool: pg.Pool; keys: AuditKeys; signer: SigningKey };

/** Carries an export out as role connect_vault: first the audit row, then the lines, as fast as `out` takes them. */
export async function carryOut(
  { pool, keys, signer }: Source,
  order: ExportOrder,
  { operator, out }: { operator: string; out: Writable },
): Promise<ExportResult> {
  const { from, to, isWithPersonal } = order;
  await appendAudit(rawOverPool(pool), {
    action: 'audit.exported',
    actor: { kind: 'operator', id: operator },
    detail: {
      first: from?.toISOString() ?? null,
      before: to?.toISOString() ?? null,
      personal: isWithPersonal,
    },
  });
  return await exportTrail({ pool, keys, signer }, order, async (text) => {
    if (out.destroyed) throw new ReaderGone();
    if (!out.write(text)) await once(out, 'drain');
  });
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  const env = parseAuditEnv(await place.vaultSettings());
  const [ring, rootKeys] = [openKeyRing(env.VAULT_KEYS), rootKeysOf(env)];
  const pool = openPool(env.VAULT_DATABASE_URL.reveal(), {
    applicationName: 'connect-audit',
    max: 2,
    answerWithinMs: 31 * 60_000,
  });
  const database = { db: rawOverPool(pool) };
  try {
    await loadRing({ database, ring, rootKeys });
    const signer = signingKey(ring, EXPORT_PURPOSE);
    if (order.act === 'public-key') return done(signer.publicKey.trimEnd());
    const keys = auditKeys(ring, await openAuditKeys({ database, rootKeys }));
    const operator = `audit:${place.operator}`;
    const result = await carryOut({ pool, keys, signer }, order, { operator, out: process.stdout });
    if (result.kind === 'exported')
      return { text: `${result.entries} entries, each verified.`, exitCode: 0, isNote: true };
    const { sequence, entryId, problem } = result;
    return refused(`audit entry ${entryId} (sequence ${sequence}): ${problem}. The export ends before it.`);
  } catch (error) {
    if (isReaderGone(error)) return refused('Whoever read this has gone away: not all entries were written.');
    throw error;
  } finally {
    await pool.end();
  }
}
