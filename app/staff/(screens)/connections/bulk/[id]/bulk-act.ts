import 'server-only';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StaffSession } from '#lib/sessions/session';
import { idInAddress } from '#lib/text/uuid';
import { assertStaffMay } from '#web/connections/staff-access';
import { answerForm, seeOther } from '#web/http/answer';
import { type Form, readForm } from '#web/http/form';
import { returnPath } from '#web/http/return-path';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';

export type Context = { params: Promise<{ id: string }> };
type Acting = { id: string; path: string; session: SessionClaim; staff: StaffSession; form: Form };

/** A form's POST that asks the vault to act on a list; the vault looks the person up itself and decides again. */
export async function answerBulkAct(
  request: Request,
  { params }: Context,
  right: 'bulk_act' | 'approve_bulk_act' | 'export_connections',
  act: (acting: Acting) => Promise<Response>,
): Promise<Response> {
  const id = idInAddress((await params).id);
  const path = `/staff/connections/bulk/${id}`;
  return await answerForm(request, { audience: 'staff', returnTo: path }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    assertStaffMay(staff, right);
    const session = sessionClaim(request.headers, 'staff');
    return await answerVaultSilence({ failedTo: `${path}?flash=unanswered`, act: right }, () =>
      act({ id, path, session, staff, form }),
    );
  });
}

/** A restored tab, the address typed again: does nothing, and shows the list. */
export async function showList({ params }: Context): Promise<Response> {
  return seeOther(returnPath('staff', `/staff/connections/bulk/${idInAddress((await params).id)}`));
}
