import { type ChecksOf, set, tryAgain } from './readiness-finding';

/** Our client at Wise, and the way there. */
export const clientChecks: ChecksOf<
  'client' | 'hosts' | 'wise' | 'redirect_uri' | 'client_secret' | 'clock'
> = {
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
};
