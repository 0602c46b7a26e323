import 'server-only';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { StaffSession } from '#lib/sessions/session';
import { webDb } from '#web/db/web-db';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { requireStaff } from '#web/staff/current';
import { readPerson, type StaffPersonView } from '#web/staff/read-person';

// No route of its own: app/staff/[...rest] answers it with 404.
const NOWHERE = '/staff/not-found';

/** The colleague of an address and who looks; once per render. Signed out → sign-in, nobody → 404, no database → 503. */
export const loadPerson = cache(
  (id: string): Promise<{ staff: StaffSession; person: StaffPersonView }> =>
    withUnavailablePage(`/staff/people/${id}`, async () => {
      const staff = await requireStaff(undefined, `/staff/people/${id}`);
      const person = (await readPerson(webDb(), staff, id)) ?? redirect(NOWHERE);
      return { staff, person };
    }),
);
