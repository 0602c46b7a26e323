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
  chat: {
    title: 'Team chat',
    text: 'Alarms and acts that wait for a second person are written to the address in STAFF_CHAT_WEBHOOK_URL.',
    submit: 'Send a test message',
    sending: 'Sending…',
    flash: {
      taken: { title: 'Your chat took the message', text: 'It says “this is a test”.' },
      none: { title: 'No chat is configured', text: 'Set STAFF_CHAT_WEBHOOK_URL and restart web.' },
      refused: {
        title: 'Your chat refused the message',
        text: 'The audit trail has the status it answered. The webhook may have been removed: make a new one.',
      },
      refused_target: {
        title: 'The address leads inside your network',
        text: 'Nothing was sent. Set STAFF_CHAT_INTERNAL=1 if your chat is there, and restart web.',
      },
      timeout: {
        title: 'Your chat didn’t answer within ten seconds',
        text: 'Check the address, and whether web may reach it through your firewall.',
      },
      unknown_host: {
        title: 'The address has no such host',
        text: 'Check STAFF_CHAT_WEBHOOK_URL for a typing mistake, and web’s name server.',
      },
      tls: {
        title: 'The chat’s certificate isn’t trusted',
        text: 'Nothing was sent. Check the address and the certificate of the server behind it.',
      },
      network: {
        title: 'Your chat couldn’t be reached',
        text: 'Check the address, and whether web may reach it through your firewall.',
      },
    },
  },
  vaultUnknown: {
    title: 'The vault’s settings are missing',
    text: 'The vault didn’t answer. Reload the page, and if that doesn’t help, look at the vault’s log.',
  },
};

/** The staff's page of settings. */
export const staffSettingsMessages = inLanguage({ en });
