import type { OwnAccount } from '#web/connections/staff-own-accounts';
import { inLanguage } from '../language';

const en = {
  title: 'Our own Wise accounts',
  lead: 'API tokens of our own, not of customers. Operators add, replace and remove them on the command line.',
  states: { active: 'In use', refused: 'Refused by Wise' } satisfies Record<OwnAccount['state'], string>,
  since: { active: 'Since ', refused: 'Refused since ' } satisfies Record<OwnAccount['state'], string>,
};

/** Personal tokens of the partner's own accounts, on the staff's list of connections. */
export const ownAccountsMessages = inLanguage({ en });
