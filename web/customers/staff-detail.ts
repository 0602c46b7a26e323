import { readUuid } from '#lib/text/uuid';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import { CUSTOMER_NAME } from './customer-name';
import type { Reader } from './staff-search';

/** One customer, as the partner's sign-in knows them. */
export type StaffCustomer = {
  id: string;
  name: string | null;
  email: string;
  emailVerified: Date | null;
  createdAt: Date;
  lastSignedInAt: Date | null;
  accounts: { issuer: string; subject: string }[];
};

/**
 * One customer for any staff role, or undefined when there is none with this id.
 *
 * @throws AppError FORBIDDEN
 */
export async function findStaffCustomer(
  reader: Reader,
  viewer: Viewer,
  id: string,
): Promise<StaffCustomer | undefined> {
  assertStaffMay(viewer, 'view');
  const customerId = readUuid(id);
  if (customerId === undefined) return undefined;
  const [customer] = await reader.$queryRaw<StaffCustomer[]>`
    SELECT p.id, ${CUSTOMER_NAME} AS name, p.email, p.email_verified AS "emailVerified", p.created_at AS "createdAt",
      p.last_signed_in_at AS "lastSignedInAt",
      coalesce((SELECT jsonb_agg(jsonb_build_object('issuer', a.issuer, 'subject', a.subject)
                                 ORDER BY a.created_at, a.provider)
                FROM public.customer_accounts a WHERE a.customer_id = p.id), '[]'::jsonb) AS accounts
    FROM public.customers p WHERE p.id = ${customerId}::uuid`;
  return customer;
}
