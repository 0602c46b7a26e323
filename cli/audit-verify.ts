// npm run audit:verify: walks the sealed audit chain with the vault's own settings.

import { misread, type Place, type Result } from '#cli/place';
import { verifyCommand } from '#vault/audit/verify-command';

export async function run(words: readonly string[], place: Place): Promise<Result> {
  if (words.length > 0) return misread('usage: npm run audit:verify (it takes no options)');
  return verifyCommand(await place.vaultSettings());
}
