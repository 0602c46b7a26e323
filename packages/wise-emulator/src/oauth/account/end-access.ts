import type { EmulatorState } from '#emulator/kernel/state';
import type { RevocationReason } from '#emulator/kernel/store/events/event-log';
import type { Grant } from '#emulator/kernel/store/tokens';

/** The user's act ("Connected apps") or a test's. Returns how many grants died. */
export function removeApp(state: EmulatorState, userId: string, clientId: string): number {
  const accessOutlives = state.settings.current.accessOutlivesRemovedApp;
  const isMeant = (grant: Grant) => grant.userId === userId && grant.clientId === clientId;
  const grants = state.tokens.end(isMeant, 'app_removed', { accessOutlives });
  state.log.append({ type: 'app.removed', userId, clientId, grants }, state.clock.now());
  return grants;
}

/** Wise closes the account: every token of the user dies (docs/wise.md 4.2). A closed one stays as it is. */
export function deactivateUser(state: EmulatorState, userId: string): number {
  if (!state.people.isActive(userId)) return 0;
  state.people.deactivate(userId);
  const grants = state.tokens.end((grant) => grant.userId === userId, 'deactivated');
  state.log.append({ type: 'user.deactivated', userId, grants }, state.clock.now());
  return grants;
}

/** Every token of the user dies; the account goes on, and can give access again. */
export function revokeTokens(state: EmulatorState, userId: string, why: RevocationReason): number {
  const grants = state.tokens.end((grant) => grant.userId === userId, why);
  state.log.append({ type: 'user.tokens_revoked', userId, why, grants }, state.clock.now());
  return grants;
}

/** Wise opens a closed account again; what died with it stays dead, and nothing more dies. */
export function reactivateUser(state: EmulatorState, userId: string): 0 {
  if (state.people.isActive(userId)) return 0;
  state.people.reactivate(userId);
  state.log.append({ type: 'user.reactivated', userId }, state.clock.now());
  return 0;
}
