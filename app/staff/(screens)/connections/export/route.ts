import { exportList } from '#web/connections/export-list';
import { assertStaffMay } from '#web/connections/staff-access';
import { staffListQuery } from '#web/connections/staff-filter';
import { filterIn } from '#web/connections/staff-views';
import { webDb } from '#web/db/web-db';
import { answerForm, seeOther } from '#web/http/answer';
import { csvAnswer } from '#web/http/csv-answer';
import { readForm } from '#web/http/form';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';
import { readStepUp } from '#web/staff/step-up';
import { recordExport } from '#web/vault-client/vault-client';

const LIST = '/staff/connections';

/** The list as a file. The vault decides and records it first; then the rows go out as they are read. */
export async function POST(request: Request): Promise<Response> {
  return answerForm(request, { audience: 'staff', returnTo: LIST }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    assertStaffMay(staff, 'export_connections');
    const filter = { ...filterIn(form.text('query') ?? ''), columns: undefined, position: undefined };
    const session = sessionClaim(request.headers, 'staff');
    const query = staffListQuery(filter).toString();
    await recordExport({ session, query, stepUp: readStepUp(form) });
    return csvAnswer('connections', exportList(webDb(), staff, filter));
  });
}

/** A restored tab, the address typed again: does nothing, and shows the list. */
export function GET(): Response {
  return seeOther(LIST);
}
