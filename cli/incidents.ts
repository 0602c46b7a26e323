// npm run incidents -- drill
import { done, misread, type Place, type Result, refused } from '#cli/place';
import { withVault } from '#cli/with-vault';
import { createApiKey } from '#vault/api-keys/create-key';
import { revokeApiKey } from '#vault/api-keys/revoke-key';
import type { VaultContext } from '#vault/runtime/context';
import { readArguments } from '../scripts/arguments.mjs';
import { drill } from './incidents/drill';

export const USAGE = [
  'usage: npm run incidents -- drill [--report report.ndjson]',
  'drill: walks an incident on Wise’s sandbox from the hold to the signed report, against the vault that runs here, and says',
  'what it saw of each step. It places a hold on the sandbox and releases it. Placing one by two people is practised on the',
  'page Incidents.',
  '--report: keeps the report in this file.',
].join('\n');

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const read = readArguments(words, { report: { type: 'string' } }, USAGE);
  if ('problem' in read) return misread(read.problem);
  const { values, positionals } = read;
  if (positionals.length !== 1 || positionals[0] !== 'drill') return misread(USAGE);
  return withVault(place, (ctx) => carryOut(ctx, `incidents:${place.operator}`, values.report));
}

async function carryOut(ctx: VaultContext, operator: string, file: string | undefined): Promise<Result> {
  if (ctx.env.PARTNER_API_TLS_CERTIFICATE_FILE !== undefined)
    return refused('The partner API has TLS here: a drill is for development and staging without it.');
  const url = `http://${ctx.env.PARTNER_API_HOST}:${ctx.env.PARTNER_API_PORT}`;
  const { id, key } = await createApiKey(ctx.database, {
    ...{ name: 'Incident drill', scopes: ['tokens:read', 'connections:read'], operator },
  });
  try {
    const { lines, isPassed } = await drill(ctx, { url, key, operator, file });
    return isPassed ? done(lines.join('\n')) : refused(lines.join('\n'));
  } finally {
    await revokeApiKey(ctx.database, id, { kind: 'operator', id: operator });
  }
}
