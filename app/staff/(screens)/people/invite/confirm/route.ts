import { isStaffRole } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { normaliseAddress } from '#lib/text/email-address';
import { seeOther } from '#web/http/answer';
import { INVITE_FORM } from '#web/staff/form-draft';
import { type Acting, actAndTell, answerPeopleAct } from '../../people-act';

const FORM = '/staff/people/invite';

/** Adds a colleague and has them told by mail. */
export async function POST(request: Request): Promise<Response> {
  return answerPeopleAct(request, FORM, invite, { form: INVITE_FORM, fields: ['email', 'name', 'role'] });
}

async function invite(acting: Acting): Promise<Response> {
  const email = normaliseAddress(acting.form.text('email'));
  if (email === undefined) return seeOther(`${FORM}?problem=email`);
  const role = acting.form.text('role', 20);
  if (!isStaffRole(role)) throw new AppError('BAD_REQUEST', { log: 'no such role' });
  const name = acting.form.writing('name', 200) ?? '';
  const { word, staffId } = await actAndTell(acting, { act: 'staff.invite', email, name, role }, 'invited');
  return seeOther(staffId === null ? `${FORM}?flash=${word}` : `/staff/people/${staffId}?flash=${word}`);
}

/** A restored tab, the address typed again: does nothing, and shows the form. */
export async function GET(): Promise<Response> {
  return seeOther(FORM);
}
