import * as z from 'zod';

/** Why a refresh token is dead (docs/wise.md 2.4, 2.5 and 4.2). */
export const endingSchema = z.enum([
  'expired',
  'app_removed',
  'email_changed',
  'enhanced_security',
  'suspected_breach',
  'secret_revoked',
  'deactivated',
  /** By a user whom the partner had made. */
  'taken_over',
  /** By another consent. */
  'replaced',
  /** By its own refresh, when refresh tokens rotate. */
  'rotated',
  /** A rotated one of its family came again (RFC 9700 section 4.14.2). */
  'reused',
  /** Its code came again (RFC 6749 section 4.1.2). */
  'code_reused',
]);

export type Ending = z.infer<typeof endingSchema>;

/** Wise's pages give these; where they are silent, 400 (RFC 6749 section 5.2). */
export const DOCUMENTED_STATUS: Record<Ending, 400 | 401 | 403> = {
  expired: 400,
  app_removed: 400,
  email_changed: 403,
  enhanced_security: 400,
  suspected_breach: 400,
  secret_revoked: 400,
  deactivated: 401,
  taken_over: 400,
  replaced: 400,
  rotated: 400,
  reused: 400,
  code_reused: 400,
};
