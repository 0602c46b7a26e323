import type { HoldScope } from '#lib/contract/holds';
import { inLanguage } from '../language';

const scopes: Record<HoldScope, (name: string) => string> = {
  everything: () => 'Everything',
  environment: (name) => `All of ${name}`,
  api_key: (name) => `API key ${name}`,
  ring_key: (name) => `Records under encryption key ${name}`,
};

const en = {
  title: 'Incidents',
  lead: 'Stop the issuing of tokens at once, for everything or a part of it. Customers stay connected.',
  scopes,
  environments: { production: 'production', sandbox: 'sandbox' },
  inForce: {
    title: 'Holds in force',
    none: 'No hold is in force',
    noneText: 'Tokens are issued as usual. If you suspect a breach, place a hold first, then look into it.',
    since: 'Since',
    by: 'Placed by',
    reason: 'Reason',
  },
  past: {
    title: 'Released holds',
    caption: 'Holds that were released, newest first',
    what: 'On',
    placed: 'Placed',
    released: 'Released',
    reason: 'Reason',
    by: (name: string) => `by ${name}`,
  },
  place: {
    title: 'Place a hold',
    points: [
      'It is in force with the answer: no token is issued after it, and no call goes to Wise for your back end.',
      'Tokens that your back end has already go on working until they expire, at most 12 hours. A new client secret or a disconnect ends them.',
      'Connections stay, are refreshed, and can be used again after the release.',
      'Customers can still see and disconnect their connections.',
    ],
    on: 'What to hold',
    reason: 'Reason',
    reasonHint: 'Saved to the audit trail, visible to all staff.',
    submit: 'Place hold',
    busy: 'Placing the hold…',
    noRights: 'You can see holds. Ask an operator or an admin to place one.',
  },
  release: {
    title: (what: string) => `Release the hold on ${what}`,
    open: 'Release…',
    text: 'Tokens are issued again, where no other hold stops them.',
    reason: 'Why it can go on',
    reasonHint: 'Saved to the audit trail, visible to all staff.',
    submit: 'Release hold',
    busy: 'Releasing…',
    noRights: 'Only an admin can release a hold.',
    ofIncident: 'This hold belongs to an incident. It’s released there, when every step is concluded.',
    seeIncident: 'See the incident',
  },
  banner: {
    title: 'Tokens are on hold',
    drillTitle: 'Drill: tokens are on hold',
    text: (count: number) => (count === 1 ? 'One hold is in force.' : `${count} holds are in force.`),
    drill: 'It’s a drill.',
    drillAmong: 'One of them is a drill.',
    link: 'See what is on hold',
  },
  flash: {
    placed: {
      title: 'The hold is in force',
      text: 'No token is issued for it from now on. If no incident is open on the same, two admins start one: its steps lead from here to the release. If one is, go on there: its waves begin anew.',
    },
    in_force: { title: 'It was on hold already', text: 'Nothing was changed.' },
    unknown: {
      title: 'No hold was placed',
      text: 'That key doesn’t exist any more. Choose something else to hold.',
    },
    released: {
      title: 'The hold was released',
      text: 'Tokens are issued again, where no other hold stops them.',
    },
    unchanged: { title: 'It was released already', text: 'Nothing was changed.' },
    in_incident: {
      title: 'Nothing was released',
      text: 'An incident has this hold. Release it there, when every step is concluded.',
    },
    reason: { title: 'Nothing was changed', text: 'Say why, in 1 to 500 characters.' },
    unanswered: {
      title: 'The vault didn’t answer',
      text: 'Look at the list below before you try again: it shows what is in force.',
    },
  },
} as const;

export const staffIncidentMessages = inLanguage({ en });
