import 'server-only';
import { healthAnswerSchema } from './answers';
import { callVault, type VaultEndpoint } from './call-vault';
import { HEALTH_DEADLINE_MS } from './deadlines';

/** True when the vault answers, knows our key, and can do its work: its database takes writes. Never throws. */
export async function isVaultReady(
  endpoint?: VaultEndpoint,
  deadlineMs: number = HEALTH_DEADLINE_MS,
): Promise<boolean> {
  try {
    await callVault(
      {
        method: 'GET',
        path: '/internal/ready',
        answer: healthAnswerSchema,
        deadlineMs,
      },
      endpoint,
    );
    return true;
  } catch {
    return false;
  }
}
