import { inLanguage } from '../language';

type Group = 'brand' | 'addresses' | 'signIn' | 'mail' | 'wise' | 'webhooks' | 'retention' | 'keys' | 'other';

const groups: Record<Group, { title: string; text: string; docs: string }> = {
  brand: { title: 'Your name and look', text: 'What customers and staff see.', docs: '.env.web.example' },
  addresses: {
    title: 'Addresses and databases',
    text: 'Where the two processes listen, and what they reach.',
    docs: 'docs/runbooks/start-and-stop.md',
  },
  signIn: {
    title: 'Sign-in',
    text: 'OpenID providers of customers and staff. Without one, people sign in by email link.',
    docs: 'docs/runbooks/people-and-keys.md',
  },
  mail: { title: 'Mail', text: 'How mail is sent.', docs: '.env.web.example' },
  wise: {
    title: 'Wise',
    text: 'Our clients at Wise. Credentials shows whether they work.',
    docs: 'docs/runbooks/people-and-keys.md',
  },
  webhooks: {
    title: 'Webhooks from Wise',
    text: 'Where they arrive, and which we ask for.',
    docs: 'docs/runbooks/webhooks.md',
  },
  retention: {
    title: 'Limits and retention',
    text: 'How long records are kept, how often Wise is asked, and which acts need two people.',
    docs: '.env.vault.example',
  },
  keys: {
    title: 'Encryption',
    text: 'Where the keys of stored tokens come from.',
    docs: 'docs/runbooks/keys.md',
  },
  other: { title: 'Other', text: 'Logs and mode.', docs: 'docs/runbooks/start-and-stop.md' },
};

const en = {
  title: 'Settings',
  lead: 'What is configured. Settings are changed in the environment of each process, and take effect with a restart.',
  groups,
  docs: (file: string) => `More in ${file}`,
  set: 'Set',
  notSet: (count: number) => `${count} not set`,
  process: { web: 'web', vault: 'vault' },
  ofProcess: (process: string) => `(${process})`,
  vaultUnknown: {
    title: 'The vault’s settings are missing',
    text: 'The vault didn’t answer. Reload the page, and if that doesn’t help, look at the vault’s log.',
  },
};

/** The staff's page of settings. */
export const staffSettingsMessages = inLanguage({ en });
