import { mustBeCustomer } from '#web/customers/current';
import { requestErasure } from '#web/customers/own-data';
import { webDb } from '#web/db/web-db';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';

/** Asks for the customer's data to be erased, or takes it back. */
export async function POST(request: Request): Promise<Response> {
  return answerForm(request, { audience: 'customer', returnTo: '/your-data' }, async () => {
    const customer = await mustBeCustomer(request);
    const form = await readForm(request, customer.sessionId);
    await requestErasure(webDb(), customer, form.text('wanted') === 'yes');
    return seeOther('/your-data');
  });
}

/** A restored tab, the address typed again: does nothing. */
export async function GET(): Promise<Response> {
  return seeOther('/your-data');
}
