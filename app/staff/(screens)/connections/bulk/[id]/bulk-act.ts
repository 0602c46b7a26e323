import 'server-only';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StaffSession } from '#lib/sessions/session';
import { idInAddress } from '#lib/text/uuid';
import { assertStaffMay } from '#web/connections/staff-access';
import { seeOther } from '#web/http/answer';
import type { Form } from '#web/http/form';
import { returnPath } from '#web/http/return-path';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { answerStaffForm } from '#web/staff/answer-staff-form';
import { bulkForm } from '#web/staff/form-draft';

export type Context = { params: Promise<{ id: string }> };
export type Acting = {
  id: string;
  path: string;
  session: SessionClaim;
  staff: StaffSession;
  form: Form;
  /** The vault took what was typed. */
  taken: () => void;
};

/** A form's POST that asks the vault to act on a list; the vault looks the person up itself and decides again. */
export async function answerBulkAct(
  request: Request,
  { params }: Context,
  right: 'bulk_act' | 'approve_bulk_act' | 'export_connections',
  act: (acting: Acting) => Promise<Response>,
  fields?: readonly string[],
): Promise<Response> {
  const id = idInAddress((await params).id);
  const path = `/staff/connections/bulk/${id}`;
  const typed = fields && { form: bulkForm(id), fields };
  return await answerStaffForm(request, { returnTo: path, typed }, async ({ staff, form, taken }) => {
    assertStaffMay(staff, right);
    const session = sessionClaim(request.headers, 'staff');
    return await answerVaultSilence({ failedTo: `${path}?flash=unanswered`, act: right }, () =>
      act({ id, path, session, staff, form, taken }),
    );
  });
}

/** A restored tab, the address typed again: does nothing, and shows the list. */
export async function showList({ params }: Context): Promise<Response> {
  return seeOther(returnPath('staff', `/staff/connections/bulk/${idInAddress((await params).id)}`));
}
