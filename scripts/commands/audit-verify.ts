// npm run audit:verify: walks the sealed audit chain with the vault's own settings.
import { verifyCommand } from '#vault/audit/verify-command';
import type { Place, Result } from './place';

export async function run(_words: readonly string[], place: Place): Promise<Result> {
  return verifyCommand(await place.vaultSettings());
}
