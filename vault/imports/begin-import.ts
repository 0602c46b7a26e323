import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import { sha256Bytes, sha256Hex } from '#lib/hash/sha256';
import { toStorable } from '#lib/text/storable';
import type { VaultContext } from '#vault/runtime/context';
import { issuerOf } from '../connect-sessions/customer-of';
import type { FileRow } from './read-rows';

export type Begun =
  | { kind: 'begun'; importId: string }
  /** This very file, or one of its environments is not set up here. */
  | { kind: 'accepted_before'; importId: string; at: Date; rows: number }
  | { kind: 'not_set_up'; environment: Environment };

/**
 * Stores what the file says of each grant, without its token, and what can be said before Wise is asked. A grant that an
 * earlier file had, and that is not accepted yet, goes on with what Wise gave for it: its token is not spent again.
 */
export async function beginImport(
  ctx: VaultContext,
  { file, rows, operator }: { file: string; rows: readonly FileRow[]; operator: string },
): Promise<Begun> {
  const missing = rows.find(({ environment }) => ctx.wise.ofEnvironment(environment) === undefined);
  if (missing !== undefined) return { kind: 'not_set_up', environment: missing.environment };
  return ctx.database.db.$transaction(
    async (tx) => {
      const [known] = await tx.$queryRaw<{ id: string; state: string; endedAt: Date | null; rows: number }[]>`
        INSERT INTO vault.imports AS i (file_hash, rows, operator) VALUES (${sha256Bytes(file)}, ${rows.length}, ${operator})
        ON CONFLICT (file_hash) DO UPDATE SET
          state = CASE i.state WHEN 'discarded' THEN 'open' ELSE i.state END,
          ended_at = CASE i.state WHEN 'discarded' THEN NULL ELSE i.ended_at END
        RETURNING id::text AS id, state, ended_at AS "endedAt", rows`;
      if (known === undefined) throw new Error('the import was not stored');
      const { id: importId, endedAt: at } = known;
      if (at !== null) return { kind: 'accepted_before', importId, at, rows: known.rows } as const;
      await storeRows(tx, ctx, importId, rows);
      await refuseConnected(tx, importId);
      return { kind: 'begun', importId } as const;
    },
    { maxWait: 5_000, timeout: 30_000 },
  );
}

/** In one statement: a thousand rows are one file. */
async function storeRows(
  tx: Tx,
  ctx: VaultContext,
  importId: string,
  rows: readonly FileRow[],
): Promise<void> {
  const stored = rows.map((row) => ({
    line: row.line,
    environment: row.environment,
    client_id: ctx.wise.ofEnvironment(row.environment)?.config.clientId,
    token_hash: sha256Hex(row.refreshToken.reveal()),
    issuer: issuerOf(ctx),
    external_id: row.external_id,
    email: row.email ?? null,
    name: row.name === undefined ? null : toStorable(row.name),
    profile_id: row.profile_id,
    user_id: row.user_id ?? null,
  }));
  await tx.$executeRaw`
    INSERT INTO vault.import_rows AS r (import_id, line, environment, client_id, token_hash, issuer, external_id, email,
      name, profile_id, user_id)
    SELECT ${importId}::uuid, f.line, f.environment::public.environment, f.client_id, decode(f.token_hash, 'hex'),
      f.issuer, f.external_id, f.email, f.name, f.profile_id, f.user_id
    FROM jsonb_to_recordset(${JSON.stringify(stored)}::jsonb) AS f (line int, environment text, client_id text,
      token_hash text, issuer text, external_id text, email text, name text, profile_id text, user_id text)
    ON CONFLICT (environment, client_id, token_hash) DO UPDATE SET
      import_id = excluded.import_id, line = excluded.line, issuer = excluded.issuer, external_id = excluded.external_id, email = excluded.email,
      name = excluded.name, profile_id = excluded.profile_id, user_id = excluded.user_id, checked_at = NULL,
      -- what was refused for another reason than its token may be right now
      state = CASE WHEN r.state = 'sent' THEN 'sent' WHEN r.wrapped_key IS NOT NULL THEN 'received'
        WHEN r.tries = 0 THEN 'waiting' ELSE r.state END,
      refusal = CASE WHEN r.wrapped_key IS NOT NULL OR r.tries = 0 THEN NULL ELSE r.refusal END`;
}

/**
 * A refresh of a grant that a connection has already would kill the access token that is stored for it (W1). So such a row
 * is refused before anything is sent. Without the user's id that is any living connection of the profile.
 */
async function refuseConnected(tx: Tx, importId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.import_rows AS r SET state = 'refused', refusal = 'profile_connected'
    WHERE r.import_id = ${importId}::uuid AND r.state = 'waiting' AND EXISTS (
      SELECT FROM public.connections AS c JOIN vault.grants AS g ON g.connection_id = c.id
      WHERE c.profile_id = r.profile_id AND c.environment = r.environment AND c.client_id = r.client_id
        AND (r.user_id IS NULL OR c.wise_user_id = r.user_id) AND c.status <> 'disconnected' AND g.state <> 'ending')`;
}
