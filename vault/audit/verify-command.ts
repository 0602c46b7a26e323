import { openDatabase } from '#lib/db/client';
import { failureText } from '#lib/db/failure-text.mjs';
import { ConfigurationError, type EnvSource } from '#lib/env/read';
import { parseAuditEnv } from '#vault/env/vault-env';
import { openKeyRing } from '#vault/keys/key-ring';
import { loadRing, openAuditKeys } from '#vault/ring-keys/load-ring';
import { rootKeysOf } from '#vault/ring-keys/root-keys';
import { auditKeys } from './audit-keys';
import { verifyChain } from './verify-chain';

export type CommandResult = { text: string; exitCode: 0 | 1 | 2 };

/**
 * `npm run audit:verify`: one line on the state of the chain. Exit code 0: it verifies; 1: it names the first
 * bad entry; 2: it could not be checked.
 */
export async function verifyCommand(source: EnvSource): Promise<CommandResult> {
  try {
    const env = parseAuditEnv(source);
    const [ring, rootKeys] = [openKeyRing(env.VAULT_KEYS), rootKeysOf(env)];
    const database = openDatabase(env.VAULT_DATABASE_URL.reveal(), {
      applicationName: 'connect-audit',
      max: 1,
      answerWithinMs: 31 * 60_000,
    });
    try {
      await loadRing({ database, ring, rootKeys });
      const kept = await openAuditKeys({ database, rootKeys });
      const verdict = await verifyChain(database.pool, auditKeys(ring, kept));
      if (verdict.kind === 'verified') return { text: `${verdict.entries} entries verified`, exitCode: 0 };
      const { sequence, entryId, problem } = verdict;
      return { text: `audit entry ${entryId} (sequence ${sequence}): ${problem}`, exitCode: 1 };
    } finally {
      await database.close();
    }
  } catch (error) {
    const text =
      error instanceof ConfigurationError
        ? error.message
        : `the audit trail could not be checked: ${failureText(error)}`;
    return { text, exitCode: 2 };
  }
}
