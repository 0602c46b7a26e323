import { AppError } from '#lib/errors/app-error';
import { idInAddress, readUuid } from '#lib/text/uuid';
import { assertStaffMay } from '#web/connections/staff-access';
import { findStaffCustomer } from '#web/customers/staff-detail';
import { signCustomerOut } from '#web/customers/staff-sessions';
import { webDb } from '#web/db/web-db';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { returnPath } from '#web/http/return-path';
import { mustBeStaff } from '#web/staff/current';

type Context = { params: Promise<{ id: string }> };

/** Ends one session of a customer, or all of them. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  const path = `/staff/customers/${id}`;
  return answerForm(request, { audience: 'staff', returnTo: path }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    assertStaffMay(staff, 'sign_customer_out');
    const customer = await findStaffCustomer(webDb(), staff, id);
    if (customer === undefined) throw new AppError('NOT_FOUND');
    const session = form.text('session');
    const sessionId = readUuid(session);
    if (session !== undefined && sessionId === undefined)
      throw new AppError('BAD_REQUEST', { log: 'no such session' });
    const count = await signCustomerOut(webDb(), staff, { customerId: customer.id, sessionId });
    return seeOther(`${path}?flash=${count === 0 ? 'not-signed-in' : 'signed-out'}`);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the customer. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  return seeOther(returnPath('staff', `/staff/customers/${id}`));
}
