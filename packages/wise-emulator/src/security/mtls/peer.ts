import { TLSSocket } from 'node:tls';
import type { EmulatorState } from '#emulator/kernel/state';

export type PeerRefusal = 'missing' | 'untrusted' | 'expired' | 'revoked' | 'unknown_client';

/** Who is at the other end of a connection: somebody at the plain host, or the owner of a certificate. */
export type Peer =
  | { host: 'plain' }
  | { host: 'mtls'; clientId: string; thumbprint: string }
  | { host: 'mtls'; refused: PeerRefusal };

/** Judged anew at every request: a certificate may be revoked while its connection is open. */
export function peerOf(state: EmulatorState, socket: unknown): Peer {
  if (!(socket instanceof TLSSocket)) return { host: 'plain' };
  const { subject, fingerprint256: thumbprint, valid_to: end } = socket.getPeerCertificate();
  if (!thumbprint) return { host: 'mtls', refused: 'missing' };
  const clientId = String(subject.CN);
  const refused = refusalOf(state, { error: socket.authorizationError, thumbprint, end, clientId });
  return refused ? { host: 'mtls', refused } : { host: 'mtls', clientId, thumbprint };
}

type Shown = { error: Error | string | null | undefined; thumbprint: string; end: string; clientId: string };

function refusalOf(
  state: EmulatorState,
  { error, thumbprint, end, clientId }: Shown,
): PeerRefusal | undefined {
  const isOver = Date.parse(end) <= state.clock.now() || state.settings.current.mtlsClientCertificatesExpired;
  if (String(error) === 'CERT_HAS_EXPIRED') return 'expired';
  if (error) return 'untrusted';
  if (isOver) return 'expired';
  if (state.certificates.isRevoked(thumbprint)) return 'revoked';
  return state.clients.find(clientId) ? undefined : 'unknown_client';
}
