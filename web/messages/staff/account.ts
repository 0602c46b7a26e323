import { inLanguage } from '../language';

type Flash = { title: string; text: string };

const en = {
  title: 'Your account',
  yourAccount: 'Your account and passkeys',
  passkeys: {
    title: 'Passkeys',
    lead: 'You approve acts that can’t be undone with a passkey: this device’s screen lock, your phone or a security key. A stolen sign-in alone can’t do them.',
    none: 'You have no passkey yet. Until you add one, you can’t disconnect connections or approve other acts of this kind.',
    added: 'Added ',
    lastUsed: '. Last used ',
    neverUsed: '. Not used yet',
    synced: 'Synced',
    name: 'Name',
    rename: 'Rename',
    renaming: 'Renaming…',
    renameOne: (name: string) => `Rename ${name}`,
    remove: 'Remove',
    removing: 'Removing…',
    removeOne: (name: string) => `Remove ${name}`,
  },
  add: {
    title: 'Add a passkey',
    lead: 'You need a code. Another admin can make one for you, or your administrator with npm run staff:passkey-code.',
    code: 'Code',
    codeHint: '16 letters and digits, like 7KQF-2M9X-0ABC-D4EF. It works once, within 24 hours.',
    name: 'Name',
    nameHint: 'How you’ll recognise it, like “Work laptop”.',
    defaultName: 'My passkey',
    submit: 'Add passkey',
    adding: 'Waiting for your passkey…',
  },
  notifications: {
    title: 'What we email you',
    lead: 'No message names a customer. Each leads to a page that wants your sign-in.',
    noMail: 'Email isn’t configured, so nothing is sent. Your administrator sets SMTP_URL.',
    chat: 'Alarms and acts that wait for a second person are also written to your team’s chat.',
    when: { at_once: 'At once', digest: 'In the daily digest', off: 'Not at all' },
    alarms: {
      label: 'Alarms',
      hint: 'Something is broken or may be a breach. The digest lists every open alarm.',
    },
    owned: {
      label: 'Your connections',
      hint: 'A connection you own needs its customer to connect again. One message for all within 15 minutes.',
    },
    approvals: {
      label: 'Approvals',
      hint: 'A colleague’s act waits for a second person.',
      when: { at_once: 'At once', off: 'Not at all' },
    },
    digest: { label: 'Daily digest', hint: 'Days with nothing to say have none.' },
    noDigest: 'No digest',
    at: (hour: number) => `At ${String(hour).padStart(2, '0')}:00`,
    timeZone: 'Your time zone',
    timeZoneHint: (zone: string) => `Like Europe/Paris. Without one: ${zone}.`,
    auditHeads: 'Email me the head of the audit trail each day, to keep outside',
    save: 'Save',
    saving: 'Saving…',
  },
  sessions: {
    title: 'Where you’re signed in',
    here: 'This browser',
    unknownDevice: 'Unknown browser',
    unknownNetwork: 'Unknown network',
    since: 'Since ',
    lastSeen: ', last active ',
    endOthers: 'Sign out everywhere else',
    ending: 'Signing out…',
  },
  /** What a form that asks a passkey says when that comes to nothing. */
  ceremony: {
    noJavaScript: 'This needs JavaScript and a passkey. Turn on JavaScript, then reload this page.',
    unsupported: {
      title: 'This browser can’t use passkeys',
      text: 'Nothing was done. Try a current browser over https.',
    },
    noPasskey: {
      title: 'You need a passkey for this',
      text: 'Nothing was done. Add a passkey to your account, then try again.',
      link: 'Add a passkey',
    },
    cancelled: {
      title: 'Not approved',
      text: 'You cancelled, or it took too long. Nothing was done. You can try again.',
    },
    failed: {
      title: 'Your passkey didn’t respond properly',
      text: 'Nothing was done. You can try again.',
    },
    unreachable: {
      title: 'We couldn’t be reached',
      text: 'Nothing was done. Check your connection and try again.',
    },
    refused: 'Not approved',
  },
  flash: {
    added: { title: 'Passkey added', text: 'You can approve acts with it now.' },
    renamed: { title: 'Passkey renamed', text: 'Nothing else has changed.' },
    removed: { title: 'Passkey removed', text: 'It no longer approves anything.' },
    'signed-out-others': { title: 'Signed out everywhere else', text: 'You’re still signed in here.' },
    'notifications-saved': { title: 'Saved', text: 'It holds from now on.' },
    'unknown-zone': {
      title: 'We don’t know that time zone',
      text: 'Nothing was saved. Enter one like Europe/Paris, or leave it empty.',
    },
    'none-elsewhere': { title: 'Nothing to sign out', text: 'You’re signed in here alone.' },
  } satisfies Record<string, Flash>,
};

/** The page about one's own passkeys and sessions, and the forms that ask a passkey. */
export const staffAccountMessages = inLanguage({ en });
