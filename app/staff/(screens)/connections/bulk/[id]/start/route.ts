import { BULK_REASON_MAX_LENGTH, isBulkKind } from '#lib/contract/bulk-acts';
import { AppError } from '#lib/errors/app-error';
import { seeOther } from '#web/http/answer';
import { readStepUp } from '#web/staff/step-up';
import { actOnBulk } from '#web/vault-client/bulk-acts';
import { type Acting, answerBulkAct, type Context, showList } from '../bulk-act';

/** Starts a list, with the number that was typed, a reason and the passkey's approval. */
export async function POST(request: Request, context: Context): Promise<Response> {
  return await answerBulkAct(request, context, 'bulk_act', start, ['count', 'reason']);
}

async function start({ id, path, session, form, taken }: Acting): Promise<Response> {
  const [kind, count, reason] = [form.text('kind'), form.text('count', 20), form.writing('reason')];
  if (!isBulkKind(kind)) throw new AppError('BAD_REQUEST', { log: 'what to do to the list' });
  if (reason === undefined || reason.length > BULK_REASON_MAX_LENGTH) return seeOther(`${path}?flash=reason`);
  if (count === undefined || !/^[\d\s,.'’]+$/.test(count)) return seeOther(`${path}?flash=count`);
  const act = { act: 'bulk.start', bulkActId: id, kind, count, reason } as const;
  const result = await actOnBulk({ session, act, stepUp: readStepUp(form) });
  if (result === 'started' || result === 'waiting') taken();
  return seeOther(`${path}?flash=${result}`);
}

export async function GET(_request: Request, context: Context): Promise<Response> {
  return await showList(context);
}
