import { personal } from './demo-users';
import type { PersonalProfile } from './types';

/** `10500001` → `30500001`: no other profile is there. */
const USER_TO_PROFILE = 20_000_000n;

/** The personal profile of somebody who has none: named after the e-mail, so that two of them can be told apart. */
export function newPersonalProfile(userId: string, email: string): PersonalProfile {
  const [start = 'New'] = email.split(/[^a-z]/i).filter(Boolean);
  return personal({
    id: String(BigInt(userId) + USER_TO_PROFILE),
    firstName: start.charAt(0).toUpperCase() + start.slice(1),
    lastName: 'Customer',
    email,
    born: '1995-03-14',
  });
}
