import { idInAddress } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { returnPath } from '#web/http/return-path';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { readStepUp } from '#web/staff/step-up';
import { erasePerson } from '#web/vault-client/customers';
import { answerCustomerAct } from '../../customer-act';

type Context = { params: Promise<{ id: string }> };

/** Erases a customer for good; their page is then the proof. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const customerId = idInAddress((await params).id);
  const path = `/staff/customers/${customerId}`;
  const ask = {
    act: 'erase_customer',
    customerId,
    question: `${path}/erase`,
    onVaultSilence: 'erase-failed',
  } as const;
  return answerCustomerAct(request, ask, async ({ session, form }) => {
    if (form.text('word')?.toUpperCase() !== staffCustomerMessages.erase.word) {
      return seeOther(`${path}/erase?problem=word`);
    }
    await erasePerson({ session, customerId, stepUp: readStepUp(form) });
    return seeOther(path);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the customer. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  return seeOther(returnPath('staff', `/staff/customers/${id}`));
}
