import type { Metadata } from 'next';
import { cache } from 'react';
import type { Environment } from '#lib/env/wise';
import type { CustomerSession } from '#lib/sessions/session';
import { idInAddress } from '#lib/text/uuid';
import { type AttemptMessage, attemptMessage, changedSinceMessage } from '#web/attempts/attempt-message';
import { type AttemptView, readAttempt } from '#web/attempts/read-attempt';
import { referenceOf } from '#web/attempts/reference';
import { outcomeWithoutAttempt } from '#web/attempts/without-attempt';
import { currentCustomer, requireCustomer } from '#web/customers/current';
import { webDb } from '#web/db/web-db';
import { webEnv, wiseEnvironments } from '#web/env/web-env';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { CustomerFrame } from '../../../../customer-frame';
import { redirectToNotFound } from '../../../../redirect-to-not-found';
import { AttemptPage } from './attempt-page';

type PageProps = { params: Promise<{ environment: string; id: string }> };

type Reading = {
  customer: CustomerSession | undefined;
  attempt: AttemptView | undefined;
  message: AttemptMessage;
  reference: string | undefined;
};

/** One look at the row for title and page. */
const read = cache((environment: Environment, id: string): Promise<Reading> => {
  const path = `/connect/${environment}/attempts/${id}`;
  return withUnavailablePage(path, async () => {
    const without = outcomeWithoutAttempt(id);
    if (without !== undefined) {
      return {
        customer: await currentCustomer(),
        attempt: undefined,
        message: attemptMessage(without.outcome, partner()),
        reference: without.reference,
      };
    }
    const customer = await requireCustomer(path);
    const { customerId } = customer;
    const attempt = await readAttempt(webDb(), { customerId, environment, attemptId: id });
    if (attempt === undefined) return redirectToNotFound();
    return { customer, attempt, message: messageOf(attempt), reference: referenceOf(attempt.id) };
  });
});

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { environment, id } = await params;
  const { message } = await read(known(environment), idInAddress(id));
  return { title: message.title };
}

/** Where an attempt stands: each of the eleven outcomes with its next step, or that it is still under way. */
export default async function AttemptRoute({ params }: PageProps) {
  const { environment: name, id } = await params;
  const environment = known(name);
  const { customer, attempt, message, reference } = await read(environment, idInAddress(id));
  return (
    <CustomerFrame customer={customer}>
      <AttemptPage
        message={message}
        environment={environment}
        sessionId={customer?.sessionId}
        reference={reference}
        attempt={attempt}
      />
    </CustomerFrame>
  );
}

function known(name: string): Environment {
  const wise = wiseEnvironments(webEnv()).find(({ environment }) => environment === name);
  return wise?.environment ?? redirectToNotFound();
}

function messageOf(attempt: AttemptView): AttemptMessage {
  const isStill = attempt.connection === null || attempt.connection.status === 'active';
  return isStill ? attemptMessage(attempt.state, partner()) : changedSinceMessage(partner());
}

function partner(): string {
  return webEnv().PARTNER_NAME;
}
