import { AppError } from '#lib/errors/app-error';
import { seeOther } from '#web/http/answer';
import { actOnBulk } from '#web/vault-client/bulk-acts';
import { answerBulkAct, type Context, showList } from '../bulk-act';

const CONTROLS = ['bulk.pause', 'bulk.resume', 'bulk.cancel'] as const;

/** Pauses a list, lets it go on, or cancels the rest of it. */
export async function POST(request: Request, context: Context): Promise<Response> {
  return await answerBulkAct(request, context, 'bulk_act', async ({ id, path, session, form }) => {
    const word = form.text('do');
    const act = CONTROLS.find((each) => each === word);
    if (act === undefined) throw new AppError('BAD_REQUEST', { log: 'what to do with the list' });
    const result = await actOnBulk({ session, act: { act, bulkActId: id } });
    return seeOther(`${path}?flash=${result}`);
  });
}

export async function GET(_request: Request, context: Context): Promise<Response> {
  return await showList(context);
}
