import type { Environment } from '#lib/env/wise';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { Reader } from './staff-search';

/** `waiting` may also mean that no mail server is set. */
export type NoticeState = 'sent' | 'waiting' | 'retrying' | 'given_up';

export type StaffNotice = {
  id: string;
  /** Not of our list: a newer version's. */
  kind: string;
  connectionId: string;
  profileName: string;
  environment: Environment;
  createdAt: Date;
  sentAt: Date | null;
  state: NoticeState;
};

const MAX_NOTICES = 25;

/**
 * What a customer was mailed lately, newest first, for any staff role. Sent messages are kept for 30 days.
 *
 * @throws AppError FORBIDDEN
 */
export async function listNoticesOf(
  reader: Reader,
  viewer: Viewer,
  customerId: string,
): Promise<StaffNotice[]> {
  assertStaffMay(viewer, 'view');
  // nine tries: web/mail/send-notices.ts
  return reader.$queryRaw<StaffNotice[]>`
    SELECT n.id, n.kind, n.connection_id AS "connectionId", c.profile_name AS "profileName",
      c.environment::text AS environment, n.created_at AS "createdAt", n.sent_at AS "sentAt",
      CASE WHEN n.sent_at IS NOT NULL THEN 'sent' WHEN n.attempts >= 9 THEN 'given_up'
        WHEN n.attempts > 0 THEN 'retrying' ELSE 'waiting' END AS state
    FROM public.notices n JOIN public.connections c ON c.id = n.connection_id
    WHERE n.customer_id = ${customerId}::uuid ORDER BY n.created_at DESC LIMIT ${MAX_NOTICES}`;
}
