/** What happened to certificates, signed and encrypted messages, and strong customer authentication. */
export type SecurityFacts =
  | { type: 'certificate.issued'; clientId: string; certificateId: string; name: string; thumbprint: string }
  | { type: 'certificate.revoked'; clientId: string; certificateId: string }
  | { type: 'mtls.refused'; reason: string }
  /** Why a message did not open: Wise's own answers say next to nothing. */
  | { type: 'jose.refused'; clientId: string; path: string; reason: string }
  | {
      type: 'sca.demanded';
      token: string;
      action: string;
      clientId: string;
      userId: string;
      profileId: string | null;
    }
  /** `AT_WISE`: on the hosted page. `blocked`: by this failure or by earlier ones. */
  | { type: 'sca.challenge'; token: string; challenge: string; outcome: 'passed' | 'failed' | 'blocked' }
  | { type: 'sca.approved'; token: string; status: number };
