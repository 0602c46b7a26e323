import { mustBeCustomer } from '#web/customers/current';
import { signOutEverywhere } from '#web/customers/own-data';
import { webDb } from '#web/db/web-db';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';

/** Ends all of the customer's sessions, this one too. */
export async function POST(request: Request): Promise<Response> {
  return answerForm(request, { audience: 'customer', returnTo: '/your-data' }, async () => {
    const customer = await mustBeCustomer(request);
    await readForm(request, customer.sessionId);
    await signOutEverywhere(webDb(), customer);
    return seeOther('/sign-in/signed-out');
  });
}

/** A restored tab, the address typed again: does nothing. */
export async function GET(): Promise<Response> {
  return seeOther('/your-data');
}
