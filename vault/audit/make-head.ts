import { type SigningKey, signingKey } from '#vault/keys/signing-key';
import type { VaultContext } from '#vault/runtime/context';
import { EXPORT_PURPOSE } from './export-lines';

/** What a signature of a head covers; cli/verify-audit-export.mjs makes the same. */
const FORMAT = 'connect-wise audit head 1';

/** Job `audit.head`: signs the head of the trail, once a day, as far as it was verified. Web sends it outside. */
export function makeHeadJob(ctx: Pick<VaultContext, 'database' | 'ring'>): Promise<boolean> {
  return makeHead(ctx.database.pool, signingKey(ctx.ring, EXPORT_PURPOSE));
}

/** @returns whether this call made the head of today. */
export async function makeHead(pool: VaultContext['database']['pool'], signer: SigningKey): Promise<boolean> {
  const { rows } = await pool.query<{ day: string; sequence: string; mac: string }>(
    `SELECT current_date::text AS day, verified_sequence::text AS sequence, encode(verified_mac, 'hex') AS mac
     FROM public.audit_verification
     WHERE verified_sequence > 0 AND broken_sequence IS NULL
       AND NOT EXISTS (SELECT 1 FROM public.audit_heads WHERE day = current_date)`,
  );
  const [head] = rows;
  if (head === undefined) return false;
  const signature = signer.sign(`${FORMAT}\n${head.day}\n${head.sequence}:${head.mac}`).toString('base64');
  const { rowCount } = await pool.query(
    `INSERT INTO public.audit_heads (day, sequence, mac, key_id, signature)
     VALUES ($1::date, $2::bigint, decode($3, 'hex'), $4, $5) ON CONFLICT DO NOTHING`,
    [head.day, head.sequence, head.mac, signer.keyId, signature],
  );
  return rowCount === 1;
}
