import { webDb } from '#web/db/web-db';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { signOutOthers } from '#web/staff/account';
import { mustBeStaff } from '#web/staff/current';

/** Ends one's own sessions everywhere else. */
export function POST(request: Request): Promise<Response> {
  return answerForm(request, { audience: 'staff', returnTo: '/staff/account' }, async () => {
    const staff = await mustBeStaff(request);
    await readForm(request, staff.sessionId);
    const count = await signOutOthers(webDb(), staff);
    return seeOther(`/staff/account?flash=${count === 0 ? 'none-elsewhere' : 'signed-out-others'}`);
  });
}

/** A restored tab, the address typed again. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/account');
}
