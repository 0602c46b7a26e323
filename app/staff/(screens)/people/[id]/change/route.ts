import { formatTime } from '#components/ui/format-time.ts';
import { isStaffRole } from '#lib/contract/people';
import type { StaffPeopleActInput } from '#lib/contract/staff-acts';
import { AppError } from '#lib/errors/app-error';
import { idInAddress } from '#lib/text/uuid';
import { webEnv } from '#web/env/web-env';
import { requestNonce, seeOther } from '#web/http/answer';
import type { Form } from '#web/http/form';
import { pageFrame, plainPage } from '#web/http/plain-page';
import { returnPath } from '#web/http/return-path';
import { staffPeopleMessages } from '#web/messages/staff/people';
import { readStepUp } from '#web/staff/step-up';
import { makePasskeyCode } from '#web/vault-client/people';
import { type Acting, actAndTell, answerPeopleAct } from '../../people-act';

const messages = staffPeopleMessages.passkeyCode;

type Context = { params: Promise<{ id: string }> };

const DONE = {
  'staff.role': 'role',
  'staff.disable': 'disabled',
  'staff.enable': 'enabled',
  'staff.sign_out': 'signed-out',
  'staff.release': 'released',
} as const;

/** One change of a colleague's access: the form says which. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const staffId = idInAddress((await params).id);
  const path = `/staff/people/${staffId}`;
  return answerPeopleAct(request, path, async (acting) => {
    if (acting.form.text('act', 40) === 'passkey.code') return showCode(request, acting, staffId);
    const act = readAct(acting.form, staffId);
    const { word } = await actAndTell(acting, act, DONE[act.act]);
    return seeOther(`${path}?flash=${word}`);
  });
}

/** The code for a colleague's passkey, on a page that is not kept: nowhere else is it ever shown. */
async function showCode(request: Request, { session, form }: Acting, staffId: string): Promise<Response> {
  const { code, expiresAt } = await makePasskeyCode({ session, staffId, stepUp: readStepUp(form) });
  const env = webEnv();
  return plainPage({
    ...pageFrame(env, 'staff'),
    status: 200,
    title: messages.title,
    code: code.reveal(),
    paragraphs: [messages.text, messages.until(formatTime(expiresAt, env.TIME_ZONE))],
    links: [{ href: `/staff/people/${staffId}`, text: messages.back }],
    nonce: requestNonce(request),
  });
}

type Change = Extract<StaffPeopleActInput, { act: keyof typeof DONE }>;

/** @throws AppError BAD_REQUEST */
function readAct(form: Form, staffId: string): Change {
  const act = form.text('act', 40);
  switch (act) {
    case 'staff.disable':
    case 'staff.enable':
    case 'staff.sign_out':
    case 'staff.release':
      return { act, staffId };
    case 'staff.role': {
      const role = form.text('role', 20);
      if (isStaffRole(role)) return { act, staffId, role };
    }
  }
  throw new AppError('BAD_REQUEST', { log: 'no such act on a colleague' });
}

/** A restored tab, the address typed again: does nothing, and shows the person. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  return seeOther(returnPath('staff', `/staff/people/${id}`));
}
