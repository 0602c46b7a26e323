import type { DeadlineKind } from '#lib/contract/deadlines';
import { inLanguage } from '../language';

type Verdict = 'works' | 'refused' | 'unanswered' | 'not_asked';
type Reach = 'answers' | 'name_not_found' | 'no_connection' | 'tls_failed' | 'no_answer';
type VersionState = 'there' | 'gone' | 'unknown' | 'classic';
type RingKeyState = 'pre_active' | 'active' | 'decrypt_only' | 'destroyed';

const verdicts: Record<Verdict, string> = {
  works: 'Works',
  refused: 'Rejected by Wise',
  unanswered: 'No answer from Wise',
  not_asked: 'Not checked yet',
};

const reaches: Record<Reach, string> = {
  answers: 'Wise answers',
  name_not_found: 'Host name not found (DNS)',
  no_connection: 'No connection (TCP)',
  tls_failed: 'TLS fails',
  no_answer: 'No answer',
};

const versions: Record<VersionState, string> = {
  there: 'Served by Wise',
  gone: 'No longer served by Wise',
  unknown: 'Not known whether Wise serves it',
  classic: 'No version is set',
};

const kinds: Record<DeadlineKind, string> = {
  client_certificate: 'Client certificate for Wise',
  client_secret: 'Client secret, in use for a year',
  jose_key: 'JOSE key',
  listener_certificate: 'Our own certificate',
  api_key: 'API key',
  api_version: 'API version that is set',
  next_api_version: 'Next API version',
  uuid_tokens: 'End of UUID tokens',
  statement_approval: 'Approval of statements',
};

/** The command that comes next, where one of ours leads on. */
const commands: Partial<Record<DeadlineKind, (environment: string) => string>> = {
  client_certificate: (environment) => `npm run mtls -- status ${environment}`,
  client_secret: (environment) => `npm run credentials -- switch ${environment}`,
  jose_key: (environment) => `npm run jose -- status ${environment}`,
  api_key: () => 'npm run api-key -- list',
};

const states: Record<RingKeyState, string> = {
  pre_active: 'Waiting for every vault',
  active: 'Active',
  decrypt_only: 'Opens older records',
  destroyed: 'Destroyed',
};

const en = {
  title: 'Credentials',
  ownAccounts: 'API tokens of our own Wise accounts',
  lead: 'What proves to Wise who we are, whether it works, and when it expires. No secret is shown here.',
  unavailable: {
    title: 'We couldn’t read the credentials',
    text: 'The vault didn’t answer. Connections aren’t affected by this page. Reload it, and if that doesn’t help, look at the vault’s log.',
  },
  ends: {
    heading: 'What expires when',
    soon: 'Within 60 days',
    later: 'Later',
    ofWise: 'Dates that Wise sets',
    none: 'Nothing expires within 60 days.',
    nothing: 'Nothing that is set has an end.',
    columns: { at: 'Expires', what: 'What', left: 'Time left', next: 'Next step' },
    over: 'Expired',
    past: 'Past',
    gone: 'Gone',
    noDate: 'No date',
    days: (days: number) => (days === 1 ? '1 day' : `${days} days`),
    kinds,
    commands,
  },
  client: {
    heading: (environment: string) => environment,
    clientId: 'Client ID',
    host: 'Wise’s API',
    secret: (name: string) => (name === 'next' ? 'Next client secret' : 'Client secret'),
    notSet: 'Not set',
    verdicts,
    inUse: 'In use',
    inUseSince: <Part>(since: Part): readonly (string | Part)[] => ['In use since ', since],
    fileChanged: <Part>(at: Part): readonly (string | Part)[] => ['File changed ', at],
    askedAt: <Part>(at: Part): readonly (string | Part)[] => ['Checked ', at],
    reach: 'Wise’s token endpoint',
    reachable: <Part>(at: Part): readonly (string | Part)[] => ['Answered ', at],
    unreachable: <Part>(at: Part): readonly (string | Part)[] => ['No answer at ', at],
    notReached: 'Not called yet by this vault',
    probe: 'Way to Wise',
    reaches,
    probedAt: <Part>(at: Part): readonly (string | Part)[] => ['Checked ', at],
    notProbed: 'Not checked yet by this vault',
    missing: (paths: readonly string[]) => `Wise doesn’t know: ${paths.join(', ')}`,
    version: 'API version',
    classic: 'Classic paths',
    versions,
    clock: 'Our clock',
    clockSame: 'Agrees with Wise’s, to a second',
    clockAhead: (seconds: number) => `${seconds} s ahead of Wise’s`,
    clockBehind: (seconds: number) => `${seconds} s behind Wise’s`,
    clockUnknown: 'Not compared yet',
    certificate: 'Client certificate',
    noCertificate: 'None is set. We call Wise without one.',
    certificateRefused: 'Not accepted by Wise, or a new one in the file can’t be used',
    certificateEnds: <Part>(at: Part): readonly (string | Part)[] => ['Expires ', at],
    jose: 'JOSE keys',
    noJose: 'None is set. No call is signed or encrypted.',
    joseRules: (rules: number) =>
      rules === 0 ? 'No call uses them yet' : rules === 1 ? 'Used by 1 rule' : `Used by ${rules} rules`,
    joseKey: (use: string, slot: string) =>
      `${slot === 'next' ? 'Next ' : ''}${use === 'sig' ? 'signing' : 'encryption'} key`.replace(
        /^./,
        (first) => first.toUpperCase(),
      ),
    keyEnds: <Part>(at: Part): readonly (string | Part)[] => ['Expires ', at],
    keyEndless: 'No end',
    webhooks: 'Webhooks',
    webhooksOff: 'We don’t keep subscriptions for this environment.',
    subscriptions: (count: number) => (count === 1 ? '1 subscription' : `${count} subscriptions`),
    delivered: <Part>(at: Part): readonly (string | Part)[] => ['Last message ', at],
    neverDelivered: 'No message has arrived yet',
    gap: <Part>(since: Part): readonly (string | Part)[] => ['Messages may be missing since ', since],
    webhookKeys: 'Keys that verify webhooks',
    publishedKeys: 'As Wise publishes them',
    ownKeys: 'From our settings',
    next: 'Next step',
    allWell: 'Nothing to do.',
    steps: {
      secretRefused:
        'Wise rejects every client secret. Make a new one in Wise’s Developer Hub and set it. To check:',
      nextRefused:
        'Wise rejects the next client secret. Compare it with Wise’s Developer Hub, then check again:',
      switchOver: 'The next client secret is in use. Finish the rotation:',
      certificateRefused: 'Find out why the client certificate isn’t used:',
      certificateSoon: 'The client certificate expires soon. Request a new one:',
      unreachable:
        'Find out why this vault can’t reach Wise: name resolution, firewall, proxy or certificates.',
      versionGone:
        'Set the API version that Wise’s documentation calls Latest, or leave it empty for the classic paths. Then stop and start Connect Wise.',
      gap: 'See what’s wrong with the webhooks:',
      clock: 'Set this machine’s clock. Signed calls and certificates depend on it.',
      rotate: 'To replace the client secret without an interruption, set a second one, then:',
    },
  },
  ring: {
    heading: 'Encryption keys',
    text: 'They protect the stored tokens. None of them leaves the vault.',
    columns: { id: 'Key', state: 'State', since: 'Since', held: 'Opened by' },
    states,
    compromised: 'Compromised',
    fromSettings: 'From VAULT_KEYS',
    held: (held: number, vaults: number) => `${held} of ${vaults} vaults`,
    root: 'Root key',
    noRoot: 'None. The keys are in VAULT_KEYS.',
    health: {
      none: '',
      works: 'Answers',
      away: 'Doesn’t answer',
      unknown: 'Not asked yet',
    },
    next: 'To see how many records each key protects, and to rotate:',
  },
};

/** The staff's page of credentials. */
export const staffCredentialsMessages = inLanguage({ en });
