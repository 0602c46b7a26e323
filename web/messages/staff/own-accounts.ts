import type { PersonalTokenResult } from '#lib/contract/personal-token-acts';
import type { PersonalTokenLimit, PersonalTokenUse } from '#lib/contract/personal-token-limits';
import type { OwnAccount } from '#web/connections/staff-own-accounts';
import { inLanguage } from '../language';

type Notice = { title: string; text: string };

const AT_WISE = 'In Wise: Settings, Connect and manage apps, API tokens.';

const flash: Record<PersonalTokenResult | 'not_sent' | 'unanswered', Notice> = {
  stored: {
    title: 'The token is stored, and works',
    text: 'Wise accepted it. An API key that is to use it needs the scope personal-token:use.',
  },
  rotated: { title: 'The token was replaced', text: 'Wise accepted the new one. It’s used from now on.' },
  removed: {
    title: 'The token was removed here',
    text: `It still works at Wise until you delete it there too. ${AT_WISE}`,
  },
  refused: {
    title: 'Wise rejected this token',
    text: `Nothing was stored. Check that it’s complete, not deleted, and from the environment you chose. ${AT_WISE}`,
  },
  not_allowed: {
    title: 'This token can’t read profiles',
    text: `Nothing was stored. Make a new token with full or read-only access. ${AT_WISE}`,
  },
  unavailable: {
    title: 'We couldn’t reach Wise',
    text: 'Nothing was stored. Try again in a few minutes.',
  },
  there: {
    title: 'This profile already has a token',
    text: 'Nothing was stored. Find the profile in the list and replace its token.',
  },
  other: {
    title: 'The new token is from another Wise account',
    text: 'Nothing was replaced. Use a token of the same Wise user and profile, or add it as a new account.',
  },
  gone: { title: 'This token isn’t here any more', text: 'Nothing was done. Somebody may have removed it.' },
  no_token: {
    title: 'That isn’t an API token',
    text: 'Nothing was stored. A token is one line without spaces. Copy it again from Wise.',
  },
  not_opened: {
    title: 'That took too long, or was changed on its way',
    text: 'Nothing was stored. Enter the token again and approve within five minutes.',
  },
  not_set_up: {
    title: 'This Wise environment isn’t set up here',
    text: 'Nothing was stored. Choose the other environment, or ask an operator to set its client ID.',
  },
  not_sent: {
    title: 'The token wasn’t sent',
    text: 'Nothing was stored. Turn on JavaScript and try again, or use the command line.',
  },
  unanswered: {
    title: 'We don’t know yet whether that worked',
    text: 'The vault didn’t answer. The list below shows how things are. If nothing has changed, try again.',
  },
};

const uses: Record<PersonalTokenUse, string> = {
  read: 'Read profiles, balances, rates and quotes',
  make: 'Make recipients, quotes and transfers',
  fund: 'Fund transfers',
  statements: 'Read balance statements',
  webhooks: 'Manage webhooks of your app',
};

const words: Record<PersonalTokenLimit, string> = {
  yes: 'Yes',
  unless_read_only: 'Yes, unless the token is read-only',
  somewhere: 'Depends on the country',
  no: 'No',
};

const en = {
  title: 'Our own Wise accounts',
  lead: 'API tokens of our own, not of customers.',
  manage: 'Manage our own accounts',
  page: {
    lead: 'API tokens of our own Wise accounts, for our own payments. Customers connect their accounts, and are never asked for a token.',
    back: 'Credentials',
    none: { title: 'No token is stored', text: 'Only needed to work with our own Wise account.' },
    viewOnly: 'You have view-only access. Ask an admin to add, replace or remove a token.',
  },
  id: 'ID',
  states: { active: 'In use', refused: 'Rejected by Wise' } satisfies Record<OwnAccount['state'], string>,
  since: { active: 'Since ', refused: 'Rejected since ' } satisfies Record<OwnAccount['state'], string>,
  country: (country: string, maySpend: boolean) =>
    maySpend
      ? `Account in ${country}: its tokens can fund transfers and read statements`
      : `Account in ${country}: its tokens can’t fund transfers or read statements`,
  unknownCountry: 'Wise didn’t say which country the account is in',
  form: {
    token: 'API token',
    tokenHint:
      'It’s encrypted in your browser for the vault, checked with Wise, and never shown again. You approve it with your passkey.',
  },
  add: {
    title: 'Add a token',
    text: `Make one with your own Wise account. ${AT_WISE}`,
    environment: 'Wise environment',
    profile: 'Profile ID',
    profileHint:
      'Only if the account has more than one business profile. Leave it empty and we’ll list them.',
    submit: 'Store token',
    busy: 'Checking with Wise…',
    commandLine: 'Without JavaScript or a passkey, an operator stores it on the command line:',
  },
  rotate: {
    open: 'Replace the token…',
    text: 'The new one must be of the same Wise user and profile. It’s checked first, and the old one stays in use until then.',
    submit: 'Replace token',
    busy: 'Checking with Wise…',
  },
  remove: {
    open: 'Remove the token…',
    text: 'It’s erased here, and our systems can’t use it any more. Delete it at Wise too: only that ends it there.',
    submit: 'Remove token',
    busy: 'Removing…',
  },
  choose: {
    title: 'Choose a profile',
    text: 'This token opens more than one profile. Nothing was stored. Choose the one that it’s for, then enter the token again.',
    profile: (name: string, type: string, id: string) => `${name} (${type}, ${id})`,
    back: 'Back',
  },
  limits: {
    title: 'What Wise lets such a token do',
    lead: 'It depends on the country of the Wise account. Wise doesn’t tell us whether a token is read-only: it then refuses what would change something.',
    caption: 'Uses of a token, by country',
    use: 'Use',
    inCountries: 'Account in US, CA, AU, NZ, SG or MY',
    elsewhere: 'Anywhere else',
    uses,
    words,
  },
  flash,
};

/** Personal tokens of the partner's own accounts: their page, and the staff's list of connections. */
export const ownAccountsMessages = inLanguage({ en });
