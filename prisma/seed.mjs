// Demo people for `npm run dev`: one member of staff of each role, who only the owner's role may add. Demo customers
// are made at their first sign-in (web/auth/dev.ts), by the same code as any customer.
import { withClient } from '../scripts/db/roles.mjs';

const STAFF = [
  { name: 'Vera Viewer', email: 'viewer@example.com', role: 'viewer' },
  { name: 'Sam Support', email: 'support@example.com', role: 'support' },
  { name: 'Olga Operator', email: 'operator@example.com', role: 'operator' },
  { name: 'Alex Admin', email: 'admin@example.com', role: 'admin' },
];

const CUSTOMERS = [
  { name: 'Ada Lovelace', email: 'ada@example.com' },
  { name: 'Bo Business', email: 'bo@example.com' },
  { name: 'Cy Other', email: 'cy@example.com' },
];

/**
 * Adds the demo staff that are missing; run as often as you like, nobody is changed.
 * @param {{ ownerUrl: string }} options role connect_owner
 * @returns {Promise<{ people: { name: string; email: string; role: string }[] }>} everybody with one-click sign-in
 */
export async function seed({ ownerUrl }) {
  await withClient(ownerUrl, async (owner) => {
    for (const { name, email, role } of STAFF) {
      await owner.query(
        `INSERT INTO public.staff (name, email, role) VALUES ($1, $2, $3::public.staff_role)
         ON CONFLICT (email) DO NOTHING`,
        [name, email, role],
      );
    }
  });
  return { people: [...CUSTOMERS.map((person) => ({ ...person, role: 'customer' })), ...STAFF] };
}
