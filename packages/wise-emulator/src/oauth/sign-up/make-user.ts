import type { EmulatorState } from '#emulator/kernel/state';
import type { WiseUser } from '#emulator/kernel/store/people/types';
import { madeAccount } from './made-account';
import type { SignUpForm } from './sign-up-form';

/** A partner makes a Wise user: an account without name or profile that is the partner's until the user takes it over. */
export function makeUser(
  state: EmulatorState,
  clientId: string,
  { email, registrationCode }: SignUpForm,
  now: number,
): WiseUser {
  const { added, fellOut } = state.signUps.add({ clientId, email, registrationCode });
  if (fellOut !== undefined) forgetUser(state, fellOut);
  const { userId } = added;
  const user = madeAccount(state, added);
  state.people.add(user);
  state.log.append({ type: 'user.signed_up', userId, clientId, email }, now);
  return user;
}

function forgetUser(state: EmulatorState, userId: string): void {
  state.tokens.end((grant) => grant.userId === userId, 'deactivated');
  state.people.remove(userId);
}
