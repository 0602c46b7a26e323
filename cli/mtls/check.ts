import { done, notSetUp, type Place, type Result, refused } from '#cli/place';
import { withoutJobs } from '#cli/with-vault';
import { isSignedBy, readTlsPair, type TlsPair } from '#lib/env/tls-pair';
import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import { canary } from '#vault/certificates/canary';
import { expiryOf } from '#vault/certificates/expiry';
import { parseVaultEnv, wiseClients } from '#vault/env/vault-env';
import { createWiseClient } from '#vault/wise/client';
import type { Trial } from '#vault/wise/transport/trial';

export type CheckOrder = {
  environment: Environment;
  /** Another pair than the settings name. */
  files: { certificateFile: string; keyFile: string } | undefined;
};

const WORDS: Record<Trial['kind'], string> = {
  works: 'takes it',
  refused: 'refuses it',
  closed: 'closes the connection without a word, as some servers do to a certificate that they refuse',
  unavailable: 'did not tell',
};

/** Looks at a pair of files, and tries it at Wise with calls that change nothing. No database is asked. */
export async function check(place: Place, { environment, files }: CheckOrder): Promise<Result> {
  const settings = await settingsFor(place, environment, files);
  const name = `WISE_${environment.toUpperCase()}`;
  const [certificateFile, keyFile] = [
    settings[`${name}_CLIENT_CERTIFICATE_FILE`],
    settings[`${name}_CLIENT_KEY_FILE`],
  ];
  if (!certificateFile || !keyFile)
    return refused(
      `No client certificate is set for ${environment}: ${name}_CLIENT_CERTIFICATE_FILE and ${name}_CLIENT_KEY_FILE.`,
    );
  const read = readTlsPair({ certificateFile, keyFile });
  if ('problem' in read) return refused(`pair   failed: ${read.problem}`);
  let client: ReturnType<typeof createWiseClient> | undefined;
  try {
    const config = wiseClients(parseVaultEnv(settings)).find((each) => each.environment === environment);
    if (config === undefined) return notSetUp(environment);
    client = createWiseClient(config);
    const trial = await canary(client, read.pair);
    const why = 'why' in trial ? ` (${trial.why})` : '';
    const lines = [
      ...describePair(read.pair, config.clientId, config.mtls?.caFile),
      `wise   ${new URL(config.apiUrl).host} ${WORDS[trial.kind]}${why}`,
    ];
    return (trial.kind === 'works' ? done : refused)(lines.join('\n'));
  } finally {
    await client?.transport.close();
  }
}

/** What can be said of a pair without asking anybody. */
export function describePair(pair: TlsPair, clientId: string, caFile: string | undefined): string[] {
  const { daysLeft } = expiryOf(pair.validTo, new Date());
  const isNamed = pair.commonName === clientId;
  return [
    `pair   certificate and key belong together, ${pair.keyKind}`,
    `dates  from ${day(pair.validFrom)} to ${day(pair.validTo)}: ${daysLeft} days left`,
    `name   CN=${pair.commonName ?? ''}${isNamed ? ', the client id' : `: Wise writes the client id there, and ours is ${clientId}`}`,
    ...(caFile === undefined
      ? []
      : [`chain  ${isSignedBy(pair, caFile) ? 'signed by' : 'not signed by'} ${caFile}`]),
    `print  ${pair.fingerprint}`,
  ];
}

const day = (at: Date) => at.toISOString().slice(0, 10);

async function settingsFor(
  place: Place,
  environment: Environment,
  files: CheckOrder['files'],
): Promise<Record<string, string>> {
  const settings = withoutJobs(await place.vaultSettings());
  // the other environment's files are not this command's affair
  for (const other of ENVIRONMENTS.filter((each) => each !== environment))
    for (const each of ['CLIENT_CERTIFICATE_FILE', 'CLIENT_KEY_FILE', 'CA_FILE'])
      delete settings[`WISE_${other.toUpperCase()}_${each}`];
  if (files !== undefined) {
    settings[`WISE_${environment.toUpperCase()}_CLIENT_CERTIFICATE_FILE`] = files.certificateFile;
    settings[`WISE_${environment.toUpperCase()}_CLIENT_KEY_FILE`] = files.keyFile;
  }
  return settings;
}
