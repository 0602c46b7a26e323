import type { CheckId, FindingOf } from '#lib/contract/readiness';

/** What was found, what mends it, and the command that does it or leads through it. */
export type FindingText = {
  says: string;
  act?: string;
  command?: (environment: string) => string;
};

type Checks = { readonly [Id in CheckId]: { title: string; findings: Record<FindingOf<Id>, FindingText> } };

const tryAgain = 'Wise didn’t answer in time, so nothing is known. Measure again.';
const set = (name: string) => `Set WISE_…_${name} in .env.vault, and restart the vault.`;

/** By check and finding. A check or finding of the contract without its text does not compile. */
export const checks: Checks = {
  client: {
    title: 'Client ID',
    findings: {
      set: { says: 'Set up here.' },
      missing: {
        says: 'This environment isn’t set up here.',
        act: 'Set its client ID and client secret in .env.vault, and its client ID in .env.web, then restart both.',
      },
    },
  },
  hosts: {
    title: 'Wise’s API',
    findings: {
      own: { says: 'Calls go to Wise’s own host of this environment.' },
      other: {
        says: 'Calls go to a host that isn’t Wise’s.',
        act: 'If that’s an emulator or your own proxy, it’s as you want it. Otherwise remove WISE_…_API_URL.',
      },
      not_mtls: {
        says: 'A client certificate is set, but calls go to the host that doesn’t ask for one.',
        act: 'Remove WISE_…_API_URL: with a certificate the mTLS host is the default.',
      },
      here: { says: 'Production calls go to this machine.', act: 'Remove WISE_PRODUCTION_API_URL.' },
      mixed: {
        says: 'Calls go to the other environment’s host. Its tokens and secrets are others.',
        act: 'Remove WISE_…_API_URL, or set the host of this environment.',
      },
      needs_certificate: {
        says: 'Calls go to the mTLS host, but no client certificate is set.',
        act: set('CLIENT_CERTIFICATE_FILE and WISE_…_CLIENT_KEY_FILE'),
      },
    },
  },
  wise: {
    title: 'Wise answers',
    findings: {
      answers: { says: 'Wise answers, and has the version and the paths that we call.' },
      paths_missing: {
        says: 'Wise doesn’t know paths that we call.',
        act: 'Compare WISE_…_API_VERSION with Wise’s changelog, and upgrade Connect Wise.',
      },
      version_unknown: {
        says: 'Wise didn’t say whether it has the API version that’s set.',
        act: 'Measure again.',
      },
      version_gone: {
        says: 'Wise doesn’t have the API version that’s set.',
        act: 'Set WISE_…_API_VERSION to one that Wise has, or leave it empty.',
      },
      name_not_found: {
        says: 'The host’s name isn’t found.',
        act: 'Look at this machine’s name service, and at WISE_…_API_URL.',
      },
      no_connection: {
        says: 'The host can’t be connected to.',
        act: 'Let the vault’s machine connect to it on port 443.',
      },
      tls_failed: {
        says: 'TLS with the host fails.',
        act: 'Compare WISE_…_CA_FILE and the client certificate with Wise’s Developer Hub. Nothing may stand in between.',
        command: (environment) => `npm run mtls -- check ${environment}`,
      },
      no_answer: { says: 'Wise didn’t answer.', act: tryAgain },
    },
  },
  redirect_uri: {
    title: 'Redirect URI',
    findings: {
      proven: { says: 'Wise took it: an approval with it became a connection.' },
      unproven: {
        says: 'No approval with it has become a connection in the last 30 days, so we don’t know whether Wise has it.',
        act: 'Have Wise register exactly this text: no slash at the end, nothing behind it. Then connect once with a test profile.',
      },
      differs: {
        says: 'The last approval was sent with another address.',
        act: 'If you changed APP_URL since, have Wise register the new one and connect once. Otherwise set the same APP_URL in .env.web and .env.vault.',
      },
      has_port: {
        says: 'It has a port. Wise compares the port too.',
        act: 'Serve the app on the usual port of https, or have Wise register the address with its port.',
      },
      here: {
        says: 'Production needs an https address with a public host name. This one leads to this machine.',
        act: 'Set APP_URL in .env.web and .env.vault to the public address.',
      },
    },
  },
  client_secret: {
    title: 'Client secret',
    findings: {
      works: { says: 'Wise takes it.' },
      old: {
        says: 'Wise takes it. It’s older than a year.',
        act: 'Make a second one in Wise’s Developer Hub and set it as the next one. Nothing is interrupted.',
        command: (environment) => `npm run credentials -- switch ${environment}`,
      },
      next_refused: {
        says: 'Wise takes the one in use and rejects the next one.',
        act: 'Compare the next one with Wise’s Developer Hub.',
        command: () => 'npm run credentials -- check',
      },
      refused: {
        says: 'Wise rejects it.',
        act: 'Compare client ID and secret with Wise’s Developer Hub of this environment, or make a new secret there.',
        command: () => 'npm run credentials -- check',
      },
      unanswered: { says: 'Wise said nothing about it.', act: tryAgain },
    },
  },
  clock: {
    title: 'Our clock',
    findings: {
      agrees: { says: 'Agrees with Wise’s.' },
      off: {
        says: 'Some seconds from Wise’s. Signed calls may start to fail.',
        act: 'Look at this machine’s time service.',
      },
      wrong: {
        says: 'Too far from Wise’s. Signed calls and certificates depend on it.',
        act: 'Set this machine’s clock, and keep a time service running.',
      },
      unknown: { says: 'Wise didn’t say what time it has.', act: tryAgain },
    },
  },
  client_certificate: {
    title: 'Client certificate (mTLS)',
    findings: {
      works: { says: 'Wise takes it, with a token of ours over it.' },
      off: { says: 'None is set. We call Wise without one, as the sandbox allows.' },
      missing: {
        says: 'None is set. Wise requires one of OAuth partners in production.',
        act: 'Make a key and a request, and have it signed in Wise’s Developer Hub.',
        command: () => 'npm run mtls -- csr --organisation <name> --key <file> --csr <file>',
      },
      ends_soon: {
        says: 'Wise takes it. It expires within 60 days.',
        act: 'Request a new one. It’s used from the same files without a restart.',
        command: () => 'npm run mtls -- csr --organisation <name> --key <file> --csr <file>',
      },
      other_name: {
        says: 'Wise takes it, but it names another client ID.',
        act: 'Request one with this client in Wise’s Developer Hub: Wise promises nothing for another name.',
        command: (environment) => `npm run mtls -- check ${environment}`,
      },
      file_unusable: {
        says: 'What’s in the files can’t be used. The vault that runs still shows the one before.',
        act: 'Put certificate and key that belong together into the files.',
        command: (environment) => `npm run mtls -- check ${environment}`,
      },
      refused: {
        says: 'Wise doesn’t take it, or a new one in the files isn’t taken over.',
        act: 'Find out why, and compare it with Wise’s Developer Hub.',
        command: (environment) => `npm run mtls -- check ${environment}`,
      },
      unanswered: { says: 'It was tried, and Wise said nothing clear.', act: tryAgain },
    },
  },
  jose_key: {
    title: 'JOSE key',
    findings: {
      off: { says: 'None is set. No call is signed or encrypted.' },
      proved: { says: 'Wise has it: a call with it was answered.' },
      ends_soon: {
        says: 'Wise has it. It expires within 60 days.',
        act: 'Make the next key and upload it. Both overlap.',
        command: (environment) => `npm run jose -- status ${environment}`,
      },
      ended: {
        says: 'It has expired.',
        act: 'Make a new key, upload it, and set it.',
        command: (environment) => `npm run jose -- status ${environment}`,
      },
      refused: {
        says: 'Wise doesn’t have it, or has it for something else.',
        act: 'Upload it for what it’s declared for.',
        command: (environment) => `npm run jose -- check ${environment}`,
      },
      unanswered: { says: 'It was tried, and Wise said nothing clear.', act: tryAgain },
    },
  },
  webhook_address: {
    title: 'Webhook address',
    findings: {
      reached: { says: 'Leads to our listener. It has no port, query or credentials, as Wise wants it.' },
      off: {
        says: 'We don’t keep subscriptions here. What changes at Wise is found out by checks alone, hours later.',
        act: set('WEBHOOK_URL and WISE_…_APPLICATION_KEY'),
      },
      here: {
        says: 'It leads to this machine. Wise can’t call that.',
        act: 'Set WISE_PRODUCTION_WEBHOOK_URL to a public https address.',
      },
      not_reached: {
        says: 'Opened from here it doesn’t lead to our listener of this environment.',
        act: 'Compare your proxy’s route with the sample in deploy, and the certificate with the name.',
      },
      unanswered: { says: 'It didn’t answer in time, so nothing is known.', act: 'Measure again.' },
    },
  },
  webhook_subscriptions: {
    title: 'Webhook subscriptions',
    findings: {
      present: { says: 'All that we want are there at Wise.' },
      missing: {
        says: 'Wise lacks some of those that we want.',
        act: 'Subscribe.',
        command: () => 'npm run webhooks -- subscribe',
      },
      refused: {
        says: 'Wise refuses to say.',
        act: 'Compare client, secret and application key with Wise’s Developer Hub.',
        command: () => 'npm run webhooks -- status',
      },
      unanswered: { says: 'Wise didn’t say.', act: tryAgain },
    },
  },
  webhook_delivery: {
    title: 'Webhook signature',
    findings: {
      verified: { says: 'The last message arrived, and its signature was verified.' },
      old: {
        says: 'The last message that was verified is older than two days.',
        act: 'Have Wise send a test message.',
        command: () => 'npm run webhooks -- test',
      },
      gap: {
        says: 'Messages may be missing. Connections are checked because of it.',
        act: 'See what’s wrong.',
        command: () => 'npm run webhooks -- status',
      },
      never: {
        says: 'No message has arrived yet, so no signature was verified.',
        act: 'Have Wise send a test message.',
        command: () => 'npm run webhooks -- test',
      },
    },
  },
  token_size: {
    title: 'Token size',
    findings: {
      fits: {
        says: 'The largest token stored is far below what we read. The columns have no limit of their own.',
      },
      near_limit: {
        says: 'Tokens have grown to more than a quarter of what we read.',
        act: 'Tell whoever maintains Connect Wise before they double twice.',
      },
      none: {
        says: 'No token is stored yet, so none was measured.',
        act: 'Connect once with a test profile.',
      },
    },
  },
  alarms: {
    title: 'Alarms',
    findings: {
      none: { says: 'None is open.' },
      open: {
        says: 'Some are open.',
        act: 'Work through them: Home and docs/runbooks/alarms.md say what each means.',
      },
    },
  },
  admins: {
    title: 'Admins',
    findings: {
      enough: { says: 'At least two admins have a passkey.' },
      few: {
        says: 'Fewer than two admins have a passkey. Nobody could lift a hold or place an incident with a second person.',
        act: 'Invite a second admin, and give each a code for a passkey.',
        command: () => 'npm run staff:passkey-code -- --email <address>',
      },
    },
  },
  root_key_backup: {
    title: 'Backup of the root key',
    findings: {
      ask: {
        says: 'Nobody can measure this. Who holds a copy of the root key, away from the backups of the database? When was it last restored from?',
        act: 'Answer it here: docs/runbooks/backup-and-loss.md. Without that copy every connection is lost with this machine.',
      },
    },
  },
};
