import { createCipheriv, randomBytes } from 'node:crypto';
import path from 'node:path';
import { withClient } from '#scripts/db/roles';
import { root } from '#scripts/paths';
import type { Stack } from './stack';

/** What it does for a request; each is the one before and something more. */
type Mode = 'http' | 'statement' | 'recorded';

/** How `startServer` starts the least that a server could do, over rows made for it: `/0` to `/<count - 1>`. */
export type LimitServer = { file: string; argumentsFor(mode: Mode): string[] };

/** Makes the tables of limits/limit.mjs in the stack's database. */
export async function prepareLimits(stack: Stack, count: number): Promise<LimitServer> {
  const key = randomBytes(32);
  await withClient(stack.ownerUrl, async (owner) => {
    await owner.query(`
      CREATE TABLE bench_limit (id text PRIMARY KEY, sealed bytea NOT NULL, version bigint NOT NULL);
      CREATE TABLE bench_limit_records (at timestamptz NOT NULL DEFAULT now(),
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, connection_id text NOT NULL)`);
    await owner.query(
      `INSERT INTO bench_limit SELECT (n - 1)::text, sealed, 1 FROM unnest($1::bytea[])
      WITH ORDINALITY AS s (sealed, n)`,
      [Array.from({ length: count }, () => seal(key))],
    );
    await owner.query('ANALYZE bench_limit');
  });
  return {
    file: path.join(root, 'bench/limits/limit.mjs'),
    argumentsFor: (mode) => [mode, stack.ownerUrl, key.toString('hex')],
  };
}

function seal(key: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const text = Buffer.concat([cipher.update(randomBytes(24).toString('base64url')), cipher.final()]);
  return Buffer.concat([nonce, text, cipher.getAuthTag()]);
}
