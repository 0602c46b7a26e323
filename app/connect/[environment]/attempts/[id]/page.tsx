import type { Metadata } from 'next';
import { cache } from 'react';
import type { Outcome } from '#lib/attempts/outcomes';
import { type AttemptView, readAttempt } from '#lib/attempts/read-attempt';
import { type AttemptWords, attemptWords, connectedBeforeWords } from '#lib/attempts/words';
import { currentCustomer, requireCustomer } from '#lib/customers/current';
import type { CustomerSession } from '#lib/customers/session';
import { webDb } from '#lib/db/web';
import { webEnv, wiseEnvironments } from '#lib/env/web';
import type { Environment } from '#lib/env/wise';
import { orUnavailable } from '#lib/http/or-unavailable';
import { idInAddress } from '#lib/text/uuid';
import { CustomerFrame } from '../../../../customer-frame';
import { nothingHere } from '../../../../nothing-here';
import { AttemptPage } from './attempt-page';

type PageProps = { params: Promise<{ environment: string; id: string }> };

type Reading = {
  customer: CustomerSession | undefined;
  attempt: AttemptView | undefined;
  words: AttemptWords;
};

/** Addresses of outcomes that belong to no attempt of ours: they are the same for everybody. */
const WITHOUT_ATTEMPT: Record<string, Outcome> = {
  'not-yours': 'not_yours',
  denied: 'denied',
  'wise-error': 'wise_error',
};

/** One look at the row for title and page. */
const read = cache((environment: Environment, id: string): Promise<Reading> => {
  const path = `/connect/${environment}/attempts/${id}`;
  return orUnavailable(path, async () => {
    const outcome = Object.hasOwn(WITHOUT_ATTEMPT, id) ? WITHOUT_ATTEMPT[id] : undefined;
    if (outcome !== undefined) {
      return {
        customer: await currentCustomer(),
        attempt: undefined,
        words: attemptWords(outcome, names()),
      };
    }
    const customer = await requireCustomer(path);
    const { customerId } = customer;
    const attempt = await readAttempt(webDb(), { customerId, environment, attemptId: id });
    return attempt === undefined ? nothingHere() : { customer, attempt, words: wordsOf(attempt) };
  });
});

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { environment, id } = await params;
  const { words } = await read(known(environment), idInAddress(id));
  return { title: words.title };
}

/** Where an attempt stands: each of the eleven outcomes with its next step, or that it is still under way. */
export default async function AttemptRoute({ params }: PageProps) {
  const { environment: name, id } = await params;
  const environment = known(name);
  const { customer, attempt, words } = await read(environment, idInAddress(id));
  return (
    <CustomerFrame customer={customer}>
      <AttemptPage
        words={words}
        environment={environment}
        sessionId={customer?.sessionId}
        attempt={attempt}
      />
    </CustomerFrame>
  );
}

function known(name: string): Environment {
  const wise = wiseEnvironments(webEnv()).find(({ environment }) => environment === name);
  return wise?.environment ?? nothingHere();
}

function wordsOf(attempt: AttemptView): AttemptWords {
  const isStill = attempt.connection === null || attempt.connection.status === 'active';
  return isStill ? attemptWords(attempt.state, names()) : connectedBeforeWords(names());
}

function names() {
  return { partnerName: webEnv().PARTNER_NAME };
}
