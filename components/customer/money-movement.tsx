import type { ReactNode } from 'react';
import { Notice } from '#components/ui/notice';
import { Sentence } from '#components/ui/sentence';
import type { CustomerConnection } from '#web/connections/customer-views';
import { moneyMessages } from '#web/messages/money';

const { customer: messages } = moneyMessages;

type MoneyMovementProps = {
  money: CustomerConnection['money'];
  timeZone: string;
  /** What the customer can do about it here. */
  children?: ReactNode;
};

/** What keeps money from moving, each with the next step; nothing while Wise has told of no restriction (W16). */
export function MoneyMovement({ money: { state, reasons }, timeZone, children }: MoneyMovementProps) {
  if (state === 'no_restriction_known') return null;
  return (
    <Notice tone="warn" title={messages.titles[state]}>
      <ul className="space-y-2">
        {reasons.map(({ code, since, dueAt }) => (
          <li key={`${code} ${since.getTime()}`}>
            {messages.reasons[code].what}{' '}
            {dueAt === null ? null : <Sentence parts={messages.dueBy(dueAt)} timeZone={timeZone} />}
            {messages.reasons[code].next}
          </li>
        ))}
      </ul>
      {children}
      <p>{messages.stillConnected}</p>
    </Notice>
  );
}
