// npm run audit:verify: walks the sealed audit chain with the vault's own settings.

import { misread, type Place, type Result } from '#cli/place';
import { verifyCommand } from '#vault/audit/verify-command';
import { readArguments } from '../scripts/arguments.mjs';

export const USAGE = [
  'usage: npm run audit:verify (it takes no options)',
  'Ends with 0 when the chain verifies, with 1 when it does not (it names the first bad entry), with 2 when that could not be found out.',
].join('\n');

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const read = readArguments(words, {}, USAGE);
  if ('problem' in read) return misread(read.problem);
  if (read.positionals.length > 0) return misread(USAGE);
  return verifyCommand(await place.vaultSettings());
}
