import { AppError } from '#lib/errors/app-error';
import { idInAddress } from '#lib/text/uuid';
import { exportSupportPacket } from '#web/connections/failed-calls';
import { webDb } from '#web/db/web-db';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { jsonFile } from '#web/http/json-file';
import { returnPath } from '#web/http/return-path';
import { mustBeStaff } from '#web/staff/current';

type Context = { params: Promise<{ id: string }> };

/** What staff send to Wise's support about a connection's failed calls, as a file. That it leaves is recorded first. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  return await answerForm(request, { audience: 'staff', returnTo: `/staff/connections/${id}` }, async () => {
    const staff = await mustBeStaff(request);
    await readForm(request, staff.sessionId);
    const packet = await exportSupportPacket(webDb(), staff, id);
    if (packet === undefined) throw new AppError('NOT_FOUND');
    return jsonFile(`support-packet-${id}`, packet);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  return seeOther(returnPath('staff', `/staff/connections/${id}`));
}
