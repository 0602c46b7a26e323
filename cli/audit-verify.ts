// npm run audit:verify: walks the sealed audit chain with the vault's own settings.

import { misread, type Place, type Result } from '#cli/place';
import { verifyCommand } from '#vault/audit/verify-command';
import { readArguments } from '../scripts/arguments.mjs';

export const USAGE = 'usage: npm run audit:verify (it takes no options)';

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const read = readArguments(words, {}, USAGE);
  if ('problem' in read) return misread(read.problem);
  if (read.positionals.length > 0) return misread(USAGE);
  return verifyCommand(await place.vaultSettings());
}
