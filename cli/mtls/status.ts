import { done, type Place, type Result, refused } from '#cli/place';
import { openDatabase } from '#lib/db/client';
import { readTlsPair } from '#lib/env/tls-pair';
import type { Environment } from '#lib/env/wise';
import { isAlarmOpen } from '#vault/alarms/alarm';
import { parseDatabaseEnv } from '#vault/env/vault-env';
import { describePair } from './check';

/** What the files hold, when it ends, and whether the vaults that run have said anything against it. Wise is not asked. */
export async function status(place: Place, environment: Environment): Promise<Result> {
  const settings = await place.vaultSettings();
  const name = `WISE_${environment.toUpperCase()}`;
  const [certificateFile, keyFile] = [
    settings[`${name}_CLIENT_CERTIFICATE_FILE`],
    settings[`${name}_CLIENT_KEY_FILE`],
  ];
  if (!certificateFile || !keyFile)
    return done(`No client certificate is set for ${environment}: the vault calls Wise without one.`);
  const read = readTlsPair({ certificateFile, keyFile });
  const lines =
    'problem' in read
      ? [`pair   failed: ${read.problem}`]
      : describePair(read.pair, settings[`${name}_CLIENT_ID`] ?? '', settings[`${name}_CA_FILE`]);
  const isRefused = await isRefusedNow(settings, environment);
  lines.push(
    isRefused
      ? 'vault  alarm client_certificate_refused: this certificate is not used, or Wise refuses it (npm run mtls -- check)'
      : 'vault  no alarm: every vault that runs uses it, 15 seconds after it was put here',
  );
  return (isRefused || 'problem' in read ? refused : done)(lines.join('\n'));
}

async function isRefusedNow(
  settings: Readonly<Record<string, string>>,
  environment: Environment,
): Promise<boolean> {
  const { VAULT_DATABASE_URL: address } = parseDatabaseEnv(settings);
  const database = openDatabase(address.reveal(), { applicationName: 'connect-mtls', max: 1 });
  try {
    return await isAlarmOpen(database.db, 'client_certificate_refused', environment);
  } finally {
    await database.close();
  }
}
