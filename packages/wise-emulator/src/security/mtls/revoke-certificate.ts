import type { EmulatorState } from '#emulator/kernel/state';

/** Revokes a client certificate, for connections that are open too. False when this client has no such certificate. */
export function revokeCertificate(state: EmulatorState, clientId: string, id: string): boolean {
  const now = state.clock.now();
  if (!state.certificates.revoke(clientId, id, now)) return false;
  state.log.append({ type: 'certificate.revoked', clientId, certificateId: id }, now);
  return true;
}
