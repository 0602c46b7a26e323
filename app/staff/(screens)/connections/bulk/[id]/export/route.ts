import { exportResult } from '#web/bulk/export-result';
import { webDb } from '#web/db/web-db';
import { seeOther } from '#web/http/answer';
import { csvAnswer } from '#web/http/csv-answer';
import { readStepUp } from '#web/staff/step-up';
import { actOnBulk } from '#web/vault-client/bulk-acts';
import { answerBulkAct, type Context, showList } from '../bulk-act';

/** What came of each connection as a file. The vault decides and records it first; then the rows go out as they are read. */
export async function POST(request: Request, context: Context): Promise<Response> {
  return await answerBulkAct(request, context, 'export_connections', async (acting) => {
    const { id, path, session, staff, form } = acting;
    const act = { act: 'bulk.export', bulkActId: id } as const;
    const result = await actOnBulk({ session, act, stepUp: readStepUp(form) });
    if (result !== 'exported') return seeOther(`${path}?flash=unchanged`);
    return csvAnswer('bulk-action', exportResult(webDb(), staff, id));
  });
}

export async function GET(_request: Request, context: Context): Promise<Response> {
  return await showList(context);
}
