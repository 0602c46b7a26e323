import 'server-only';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { StaffSession } from '#lib/sessions/session';
import { webDb } from '#web/db/web-db';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { requireStaff } from '#web/staff/current';
import { type EventEndpoint, findEndpoint } from '#web/webhooks/endpoints';

// No route of its own: app/staff/[...rest] answers it with 404.
const NOWHERE = '/staff/not-found';

type Loaded = { staff: StaffSession; endpoint: EventEndpoint };

/**
 * The endpoint of an address and the member of staff who looks; once per render. Signed out → sign-in, no such endpoint → 404,
 * no database → 503.
 */
export const loadEndpoint = cache((id: string): Promise<Loaded> => {
  const path = `/staff/webhooks/endpoints/${id}`;
  return withUnavailablePage(path, async () => {
    const staff = await requireStaff(undefined, path);
    const endpoint = (await findEndpoint(webDb(), staff, id)) ?? redirect(NOWHERE);
    return { staff, endpoint };
  });
});
