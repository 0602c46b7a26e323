import 'server-only';
import { healthAnswerSchema } from './answers';
import { callVault, type VaultEndpoint } from './call-vault';
import { HEALTH_DEADLINE_MS } from './deadlines';

/** True when the vault answers and knows our key. Never throws. */
export async function isVaultHealthy(endpoint?: VaultEndpoint): Promise<boolean> {
  try {
    await callVault(
      {
        method: 'GET',
        path: '/internal/health',
        answer: healthAnswerSchema,
        deadlineMs: HEALTH_DEADLINE_MS,
      },
      endpoint,
    );
    return true;
  } catch {
    return false;
  }
}
