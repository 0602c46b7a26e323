import { type ChecksOf, tryAgain } from './readiness-finding';

/** What we sign in to Wise with besides, and sign and encrypt calls with. */
export const keyChecks: ChecksOf<'client_certificate' | 'jose_key'> = {
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
};
