import { idInAddress } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { jsonFile } from '#web/http/json-file';
import { returnPath } from '#web/http/return-path';
import { readStepUp } from '#web/staff/step-up';
import { exportPerson } from '#web/vault-client/customers';
import { answerCustomerAct } from '../../customer-act';

type Context = { params: Promise<{ id: string }> };

/** All that is kept of a customer, as a file (docs/person-export.md). */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const customerId = idInAddress((await params).id);
  const ask = {
    act: 'export_customer',
    customerId,
    question: `/staff/customers/${customerId}/export`,
    onVaultSilence: 'export-failed',
  } as const;
  return answerCustomerAct(request, ask, async ({ session, form }) => {
    const document = await exportPerson({ session, customerId, stepUp: readStepUp(form) });
    return jsonFile(`customer-${customerId}`, JSON.stringify(document, null, 2));
  });
}

/** A restored tab, the address typed again: does nothing, and shows the customer. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  return seeOther(returnPath('staff', `/staff/customers/${id}`));
}
