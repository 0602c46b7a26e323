import type { StaffCustomer } from '#web/customers/staff-detail';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { Time } from '../../ui/time';
import { CopyableId } from '../copyable-id';
import { Section } from './section';

const messages = staffCustomerMessages.facts;

/** Who a customer is, as the partner's sign-in knows them. */
export function PersonFacts({ customer, timeZone }: { customer: StaffCustomer; timeZone: string }) {
  const { name, email, emailVerified, id, accounts, createdAt, lastSignedInAt } = customer;
  return (
    <Section id="facts" title={messages.title}>
      <dl className="space-y-3 text-sm">
        <Fact term={messages.name}>
          {name === null ? (
            <span className="text-muted">{messages.notGiven}</span>
          ) : (
            <bdi className="wrap-anywhere">{name}</bdi>
          )}
        </Fact>
        <Fact term={messages.email}>
          {email === '' ? (
            <span className="text-muted">{messages.notGiven}</span>
          ) : (
            <>
              <bdi className="wrap-anywhere">{email}</bdi>
              <span className="block text-muted">
                {emailVerified === null ? messages.notVerified : messages.verified}
              </span>
            </>
          )}
        </Fact>
        <Fact term={messages.customerId}>
          <CopyableId value={id} label={messages.customerId} />
        </Fact>
        {accounts.map(({ issuer, subject }, at) => {
          const count = accounts.length > 1 ? ` ${at + 1}` : '';
          return (
            <Fact key={`${issuer} ${subject}`} term={messages.subject(count)}>
              <CopyableId value={subject} label={messages.subject(count)} />
              <bdi className="block text-muted wrap-anywhere">{issuer}</bdi>
            </Fact>
          );
        })}
        <Fact term={messages.added}>
          <Time at={createdAt} timeZone={timeZone} />
        </Fact>
        <Fact term={messages.lastSignIn}>
          {lastSignedInAt === null ? (
            <span className="text-muted">{messages.never}</span>
          ) : (
            <Time at={lastSignedInAt} timeZone={timeZone} />
          )}
        </Fact>
      </dl>
    </Section>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-muted">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
