import { AppError } from '#lib/errors/app-error';
import { idInAddress } from '#lib/text/uuid';
import { webDb } from '#web/db/web-db';
import { answerForm } from '#web/http/answer';
import { readReport } from '#web/incidents/incidents';
import { mustBeStaff } from '#web/staff/current';

type Context = { params: Promise<{ id: string }> };

/** The signed report of a closed incident, byte by byte, as NDJSON. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  return await answerForm(request, { audience: 'staff', returnTo: `/staff/incidents/${id}` }, async () => {
    const staff = await mustBeStaff(request);
    const report = await readReport(webDb(), staff, id);
    if (report === undefined) throw new AppError('NOT_FOUND', { log: 'no closed incident of this id' });
    return new Response(report, {
      headers: {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': `attachment; filename="incident-${id}.ndjson"`,
        'cache-control': 'no-store',
      },
    });
  });
}
