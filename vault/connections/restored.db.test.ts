import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '#lib/log/logger';
import { root } from '#scripts/paths';
import { refreshGrant } from '#vault/grants/refresh';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { signIn } from '#vault/testing/attempts';
import { expireGrant } from '#vault/testing/expire';
import { Harness, type Linked } from '#vault/testing/harness';
import { disconnect } from './disconnect';

const RUNBOOK = path.join(root, 'docs/runbooks/backup-and-loss.md');

let harness: Harness;
let vault: VaultContext;
const logged: string[] = [];

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ log: createLogger('test', 'info', { write: (line) => logged.push(line) }) });
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

/** The row as a backup has it. */
async function putBack({ id }: Linked, { connection_id, ...row }: Record<string, unknown>): Promise<void> {
  const sets = Object.keys(row).map((column, at) => `${column} = $${at + 2}`);
  await harness.owner.query(`UPDATE vault.grants SET ${sets.join(', ')} WHERE connection_id = $1`, [
    id,
    ...Object.values(row),
  ]);
}

/** The statement that the runbook gives operators. */
function statement(): string {
  const [, sql] = /```sql\n([^`]+)```/.exec(readFileSync(RUNBOOK, 'utf8')) ?? [];
  if (sql === undefined) throw new Error('the runbook has no statement');
  return sql;
}

describe('threat 17: after a backup is restored', () => {
  it('the runbook’s statement keeps back every token that a refresh has killed since', async () => {
    const linked = await harness.link(vault);
    const backup = (await harness.grant(linked)) ?? {};
    await expireGrant(harness, 'next_refresh_at', linked);
    expect((await refreshGrant(vault, linked.id, { why: 'due' })).kind).toBe('refreshed');
    await putBack(linked, backup);

    await harness.owner.query(statement());
    const { access } = await vend(vault, linked.id);
    expect(harness.isLive(access)).toBe(true);
  });

  it('the log names each connection to disconnect again', async () => {
    const linked = await harness.link(vault);
    const token = await signIn(harness, 'customer', linked.customerId);
    await disconnect(vault, { session: { audience: 'customer', token }, connectionId: linked.id });
    const line = logged.map((each) => JSON.parse(each)).find(({ msg }) => msg === 'connection disconnected');
    expect(line).toMatchObject({ connectionId: linked.id, by: 'customer' });
  });
});
