/** What one network, or one remembered device, may do within `minutes`: far more than people do, far less than a program. */
export const BUDGETS = {
  /** Beginning a sign-in at an OpenID provider, or using an e-mailed link. */
  'sign-in': { uses: 120, minutes: 10 },
  /** Coming back from an OpenID provider. */
  'sign-in callback': { uses: 240, minutes: 10 },
  /** E-mail links, whoever they are for. */
  mail: { uses: 60, minutes: 10 },
  /** E-mail links for one address: nobody's mailbox is flooded from one place. */
  'mail to one address': { uses: 10, minutes: 10 },
  /** E-mail links that browsers ask for in which the address has signed in before. */
  'mail from remembered devices': { uses: 10, minutes: 10 },
  /** Starting an attempt. */
  connect: { uses: 120, minutes: 10 },
  /** Coming back from Wise. */
  'connect callback': { uses: 240, minutes: 10 },
} as const;

export type Budget = keyof typeof BUDGETS;
