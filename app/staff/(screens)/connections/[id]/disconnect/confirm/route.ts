import { REASON_MAX_LENGTH } from '#lib/contract/follow-up';
import type { Withdrawal } from '#lib/contract/withdrawals';
import { AppError } from '#lib/errors/app-error';
import { idInAddress } from '#lib/text/uuid';
import type { StaffConnection } from '#web/connections/staff-detail';
import { readWithdrawal, withdrawalDays } from '#web/connections/withdrawal-form';
import { webEnv } from '#web/env/web-env';
import { seeOther } from '#web/http/answer';
import type { Form } from '#web/http/form';
import { returnPath } from '#web/http/return-path';
import { readStepUp } from '#web/staff/step-up';
import { disconnectConnection } from '#web/vault-client/vault-client';
import { answerStaffAct } from '../../staff-act';

type Context = { params: Promise<{ id: string }> };

const WITHDRAWAL_FIELDS = ['channel', 'receivedOn', 'reference'] as const satisfies (keyof Withdrawal)[];

/**
 * Disconnects for good, for operators and admins who signed in lately and approved it with a passkey, with a reason for the
 * audit trail, or with how the customer withdrew; the page is then the receipt. Who comes too late is told that nothing of it was
 * recorded. Whatever keeps it from happening (a reason that is too long, a date that cannot be, a sign-in that is too old, a
 * vault that does not answer), what was typed is still there when the form is shown again.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const connectionId = idInAddress((await params).id);
  const path = `/staff/connections/${connectionId}`;
  const question = `${path}/disconnect`;
  const by = new URL(request.url).searchParams.get('by') === 'customer' ? 'customer' : 'staff';
  const fields = by === 'customer' ? WITHDRAWAL_FIELDS : ['reason'];
  const ask = {
    act: 'disconnect',
    connectionId,
    question,
    onVaultSilence: 'disconnect-failed',
    fields,
  } as const;
  return await answerStaffAct(request, ask, async ({ session, form, staff, connection, taken }) => {
    const typed = by === 'customer' ? typedWithdrawal(form) : { reason: form.writing('reason') ?? '' };
    const said = whatIsSaid(typed, connection);
    if (typeof said === 'string') return seeOther(`${question}?by=${by}&problem=${said}`);
    if (!staff.isRecent) throw new AppError('SIGN_IN_TOO_OLD');
    const ended = { session, connectionId, ...said, stepUp: readStepUp(form) };
    const { alreadyDisconnected } = await disconnectConnection(ended);
    taken();
    return seeOther(alreadyDisconnected ? `${path}?flash=already-disconnected` : path);
  });
}

const typedWithdrawal = (form: Form) => ({
  channel: form.text('channel') ?? '',
  receivedOn: form.text('receivedOn') ?? '',
  reference: form.writing('reference') ?? '',
});

/** @returns what the vault is told, or the word of what is wrong with it. */
function whatIsSaid(
  typed: Record<keyof Withdrawal, string> | { reason: string },
  { createdAt }: StaffConnection,
) {
  if ('channel' in typed) {
    const days = withdrawalDays(createdAt, webEnv().TIME_ZONE, new Date());
    const withdrawal = readWithdrawal(typed, days);
    return typeof withdrawal === 'string' ? withdrawal : { withdrawal };
  }
  if (typed.reason === '') return 'reason';
  return typed.reason.length > REASON_MAX_LENGTH ? 'length' : typed;
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  return seeOther(returnPath('staff', `/staff/connections/${id}`));
}
