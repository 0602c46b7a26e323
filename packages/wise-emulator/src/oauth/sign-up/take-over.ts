import type { EmulatorState } from '#emulator/kernel/state';
import type { SignUpFacts } from '#emulator/kernel/store/events/sign-up-events';
import type { SignUp } from '#emulator/kernel/store/sign-ups';
import { withProfile } from './made-account';

type By = Extract<SignUpFacts, { type: 'user.took_over' }>['by'];

/**
 * The account is the user's own from here on: the registration code gets no more tokens (docs/wise.md 7.3).
 * Returns how many grants died.
 */
export function takeOverAccount(state: EmulatorState, signUp: SignUp, by: By): number {
  const { userId } = signUp;
  state.signUps.takeOver(signUp);
  const user = state.people.find(userId);
  if (user) state.people.add(withProfile(user));
  const grants = state.settings.current.takeOverEndsGrants
    ? state.tokens.end((grant) => grant.userId === userId, 'taken_over')
    : 0;
  state.log.append({ type: 'user.took_over', userId, by, grants }, state.clock.now());
  return grants;
}
