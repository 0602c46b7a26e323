import type { StaffRole } from '#lib/contract/people';
import { inLanguage } from '../language';

const roles: Record<StaffRole, { name: string; may: string }> = {
  viewer: { name: 'Viewer', may: 'Sees everything, changes nothing.' },
  support: { name: 'Support', may: 'Also checks connections, writes notes and signs customers out.' },
  operator: { name: 'Operator', may: 'Also freezes, releases, disconnects and places holds.' },
  admin: {
    name: 'Admin',
    may: 'Also decides who works here, runs incidents, and exports and erases data.',
  },
};

const en = {
  title: 'People',
  lead: 'Who may sign in here, and what each may do.',
  invite: 'Invite a colleague',
  pages: 'Pages of people',
  noMore: { title: 'Nobody else', text: 'That was everybody.', back: 'Back to the first page' },
  roles,
  columns: {
    person: 'Person',
    role: 'Role',
    state: 'State',
    lastSignIn: 'Last sign-in',
    sessions: 'Sessions',
    passkey: 'Passkey',
  },
  states: { active: 'Active', invited: 'Invited', disabled: 'Disabled' },
  never: 'Never',
  you: 'You',
  passkey: { yes: 'Yes', no: 'None' },
  review: {
    overdueTitle: 'Review who has access',
    overdueText: 'It was due on ',
    underWayTitle: 'A review of who has access is under way',
    underWay: (left: number) =>
      left === 0
        ? 'Everybody has been looked at. It can be finished.'
        : left === 1
          ? 'One person is left to look at.'
          : `${left} people are left to look at.`,
    next: 'The next review of who has access is due on ',
    open: 'Open the review',
    askAdmin: 'An admin does this.',
  },
  invitation: {
    title: 'Invite a colleague',
    lead: 'They’re added now and get an email with a link to the sign-in page. The email itself signs nobody in.',
    email: 'Email',
    emailHint: 'The address that your identity provider confirms for them.',
    name: 'Name',
    nameHint: 'Optional. Their identity provider’s name takes its place when they sign in.',
    role: 'Role',
    submit: 'Invite',
    working: 'Inviting…',
    cancel: 'Cancel',
    badAddress: 'Enter an email address, like ann@example.com.',
    noRole: 'Choose a role.',
  },
  passkeyCode: {
    title: 'A code for one passkey',
    text: 'Give it to your colleague in person or by phone. They sign in, open Your account by their name at the top, and enter it there.',
    until: (time: string) => `It works once, until ${time}. This page shows it only now.`,
    back: 'Back to the person',
  },
  reviewPage: {
    title: 'Review of who has access',
    lead: 'Look at everybody who may sign in. Confirm their role, or open their page to change it or to disable them.',
    neverDone: 'No review has been finished yet.',
    lastDone: 'The last review was finished on ',
    due: 'The next one is due on ',
    wasDue: 'It was due on ',
    start: 'Start the review',
    starting: 'Starting…',
    startedBy: 'Started by ',
    startedAt: ' on ',
    columns: {
      person: 'Person',
      role: 'Role',
      lastSignIn: 'Last sign-in',
      lastAct: 'Last act',
      decision: 'Decision',
    },
    confirmOne: (name: string) => `Confirm ${name}`,
    confirmBox: 'Confirm',
    confirmed: 'Confirmed',
    changed: 'Changed',
    byPerson: ' by ',
    confirm: 'Confirm the ticked people',
    confirming: 'Confirming…',
    finish: 'Finish the review',
    finishing: 'Finishing…',
    finishText:
      'Everybody has been looked at. Finishing leaves a row in the audit trail as proof, and asks for your passkey.',
    left: (left: number) =>
      left === 1 ? 'One person is left to look at.' : `${left} people are left to look at.`,
  },
  flash: {
    invited: {
      title: 'Invited',
      text: 'They can sign in now. A mail is on its way if a mail server is set up.',
    },
    role: { title: 'Role changed', text: 'It holds from their next click on.' },
    disabled: { title: 'Disabled', text: 'They’re signed out and can’t sign in any more.' },
    enabled: { title: 'Enabled', text: 'They can sign in again.' },
    'signed-out': {
      title: 'Signed out everywhere',
      text: 'Their sessions have ended. They can sign in again.',
    },
    released: {
      title: 'Sign-in account unlinked',
      text: 'Their next sign-in with this confirmed address is linked.',
    },
    confirmed: { title: 'Confirmed', text: 'Whoever you ticked is confirmed with the role shown.' },
    'none-confirmed': {
      title: 'Nobody was confirmed',
      text: 'Tick the people whose access is right. Somebody whose role changed meanwhile has to be looked at again.',
    },
    'review-done': { title: 'Review finished', text: 'The audit trail has the proof.' },
    unchanged: { title: 'Nothing was changed', text: 'It was so already.' },
    own: { title: 'Nothing was changed', text: 'Nobody does this to themselves. Ask another admin.' },
    'last-admin': {
      title: 'Nothing was changed',
      text: 'They’re the last active admin. Make somebody else admin first.',
    },
    taken: { title: 'Nobody was invited', text: 'Somebody with this address is on the staff already.' },
    'not-finished': {
      title: 'The review isn’t finished',
      text: 'Somebody is left to look at, or their role changed since they were confirmed.',
    },
    silent: {
      title: 'Not confirmed',
      text: 'Our vault didn’t answer in time. Refresh in a minute and look whether it was done.',
    },
  },
  person: {
    back: 'People',
    facts: {
      title: 'About',
      email: 'Email',
      role: 'Role',
      state: 'State',
      added: 'Added',
      lastSignIn: 'Last sign-in',
      lastAct: 'Last act',
      lastActNone: 'None yet',
      accounts: 'Sign-in account',
      noAccount: 'None linked. The next sign-in with this address is linked.',
      passkey: 'Passkey',
      disabledSince: 'Disabled since ',
    },
    sessions: {
      title: 'Signed in now',
      none: 'Not signed in.',
      unknownDevice: 'Unknown browser',
      unknownNetwork: 'Unknown network',
      since: 'Since ',
      lastSeen: ', last seen ',
    },
    acts: {
      title: 'Change access',
      own: 'This is you. Nobody changes their own role, disables themselves or signs themselves out here: another admin does.',
      ownAccount: 'Your account',
      viewOnly: 'Only admins change who works here.',
      passkey: 'Each change asks for your passkey.',
      role: {
        open: 'Change the role',
        text: 'The new role holds from their next click on.',
        label: 'New role',
        submit: 'Change the role',
        working: 'Changing…',
      },
      disable: {
        open: 'Disable',
        text: 'They’re signed out at once and can’t sign in any more. What they did stays in the audit trail. You can enable them again.',
        submit: 'Disable this person',
        working: 'Disabling…',
      },
      enable: {
        open: 'Enable',
        text: 'They can sign in again, with the role and the sign-in account they had.',
        submit: 'Enable this person',
        working: 'Enabling…',
      },
      signOut: {
        open: 'Sign out everywhere',
        text: 'Ends every session of theirs and every sign-in link they haven’t used. They can sign in again.',
        submit: 'Sign out everywhere',
        working: 'Signing out…',
      },
      release: {
        open: 'Unlink the sign-in account',
        text: 'For somebody who has a new account at your identity provider. The next sign-in with their confirmed address is linked instead, and they’re signed out now.',
        submit: 'Unlink the account',
        working: 'Unlinking…',
      },
      passkeyCode: {
        open: 'Make a code for a passkey',
        text: 'They enter it on their account page to set up a passkey. Give it to them in person or by phone: it’s shown once.',
        submit: 'Make a code',
        working: 'Making…',
      },
    },
  },
};

/** The pages on who works here, for staff. */
export const staffPeopleMessages = inLanguage({ en });
