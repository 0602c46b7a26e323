import type { SecondApprovalResult } from '#lib/contract/second-approvals';
import { AppError } from '#lib/errors/app-error';
import { findBulkAct } from '#web/bulk/bulk-acts';
import { webDb } from '#web/db/web-db';
import { seeOther } from '#web/http/answer';
import { readStepUp } from '#web/staff/step-up';
import { approveSecond } from '#web/vault-client/incidents';
import { answerBulkAct, type Context, showList } from '../bulk-act';

const FLASH: Readonly<Record<SecondApprovalResult, string>> = {
  done: 'approved',
  unchanged: 'unchanged',
  refused: 'unchanged',
  withdrawn: 'unchanged',
  own: 'own',
  gone: 'unchanged',
  first_left: 'first_left',
  passkey_too_new: 'passkey_too_new',
};

/** A second admin approves a list that waits; then it starts. */
export async function POST(request: Request, context: Context): Promise<Response> {
  return await answerBulkAct(request, context, 'approve_bulk_act', async (acting) => {
    const { id, path, session, staff, form } = acting;
    const list = await findBulkAct(webDb(), staff, id);
    if (list === undefined || list.approvalId === null) throw new AppError('NOT_FOUND');
    const { result } = await approveSecond({ session, id: list.approvalId, stepUp: readStepUp(form) });
    return seeOther(`${path}?flash=${FLASH[result]}`);
  });
}

export async function GET(_request: Request, context: Context): Promise<Response> {
  return await showList(context);
}
