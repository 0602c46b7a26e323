import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { Outcome } from '#lib/attempts/outcomes';
import { type AttemptView, readAttempt } from '#lib/attempts/read-attempt';
import { type AttemptWords, attemptWords, connectedBeforeWords } from '#lib/attempts/words';
import { currentCustomer, requireCustomer } from '#lib/customers/current';
import { webDb } from '#lib/db/web';
import { webEnv, wiseEnvironments } from '#lib/env/web';
import { type Environment, parseEnvironment } from '#lib/env/wise';
import { CustomerFrame } from '../../../../customer-frame';
import { AttemptPage } from './attempt-page';

type PageProps = { params: Promise<{ environment: string; id: string }> };

/** Addresses of outcomes that belong to no attempt of ours: they are the same for everybody. */
const WITHOUT_ATTEMPT: Record<string, Outcome> = {
  'not-yours': 'not_yours',
  denied: 'denied',
  'wise-error': 'wise_error',
};

/** One look at the row for title and page. */
const ownAttempt = cache((customerId: string, environment: Environment, attemptId: string) =>
  readAttempt(webDb(), { customerId, environment, attemptId }),
);

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { environment: name, id } = await params;
  const environment = parseEnvironment(name);
  const outcome = outcomeWithoutAttempt(id);
  if (outcome !== undefined) return { title: attemptWords(outcome, names()).title };
  const customer = await currentCustomer();
  if (customer === undefined || environment === undefined) return {};
  const attempt = await ownAttempt(customer.customerId, environment, id);
  return attempt === undefined ? {} : { title: wordsOf(attempt).title };
}

/** Where an attempt stands: each of the eleven outcomes with its next step, or that it is still under way. */
export default async function AttemptRoute({ params }: PageProps) {
  const { environment, id } = await params;
  const wise = wiseEnvironments(webEnv()).find((each) => each.environment === environment);
  if (wise === undefined) notFound();
  const outcome = outcomeWithoutAttempt(id);
  return outcome === undefined ? (
    <OwnAttempt environment={wise.environment} attemptId={id} />
  ) : (
    <UnknownAttempt environment={wise.environment} outcome={outcome} />
  );
}

async function OwnAttempt({ environment, attemptId }: { environment: Environment; attemptId: string }) {
  const customer = await requireCustomer(`/connect/${environment}/attempts/${attemptId}`);
  const attempt = await ownAttempt(customer.customerId, environment, attemptId);
  if (attempt === undefined) notFound();
  return (
    <CustomerFrame customer={customer}>
      <AttemptPage
        words={wordsOf(attempt)}
        environment={environment}
        sessionId={customer.sessionId}
        attempt={attempt}
      />
    </CustomerFrame>
  );
}

function wordsOf(attempt: AttemptView): AttemptWords {
  const isStill = attempt.connection === null || attempt.connection.status === 'active';
  return isStill ? attemptWords(attempt.state, names()) : connectedBeforeWords(names());
}

function names() {
  return { partnerName: webEnv().PARTNER_NAME };
}

function outcomeWithoutAttempt(id: string): Outcome | undefined {
  return Object.hasOwn(WITHOUT_ATTEMPT, id) ? WITHOUT_ATTEMPT[id] : undefined;
}

async function UnknownAttempt({ environment, outcome }: { environment: Environment; outcome: Outcome }) {
  const customer = await currentCustomer();
  return (
    <CustomerFrame customer={customer}>
      <AttemptPage
        words={attemptWords(outcome, names())}
        environment={environment}
        sessionId={customer?.sessionId}
        attempt={undefined}
      />
    </CustomerFrame>
  );
}
