import type { EmulatorState } from '#emulator/kernel/state';
import type { ClientSecret } from '#emulator/kernel/store/client-secrets';
import type { RegisteredClient } from '#emulator/kernel/store/clients';

/** A new secret beside the live one; undefined when two are live already. */
export function rotateSecret(state: EmulatorState, client: RegisteredClient): ClientSecret | undefined {
  const now = state.clock.now();
  const made = client.secrets.rotate(now);
  if (made) {
    state.log.append({ type: 'secret.rotated', clientId: client.clientId, secretId: made.id }, now);
  }
  return made;
}

/** Ends a secret now or after a grace. False when it is not live. */
export function revokeSecret(
  state: EmulatorState,
  client: RegisteredClient,
  secretId: string,
  graceSeconds: number,
): boolean {
  const now = state.clock.now();
  if (!client.secrets.revoke(secretId, now, graceSeconds)) return false;
  const facts = { clientId: client.clientId, secretId, graceSeconds };
  state.log.append({ type: 'secret.revoked', ...facts }, now);
  if (graceSeconds === 0 && state.settings.current.revokedSecretEndsGrants) {
    state.tokens.end((grant) => grant.clientId === client.clientId, 'secret_revoked');
  }
  return true;
}
