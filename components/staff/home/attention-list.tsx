import type { ReactNode } from 'react';
import type { AttentionLine } from '#web/home/attention';
import { labels } from '#web/messages/labels';
import { LOCALE } from '#web/messages/language';
import { staffHomeMessages } from '#web/messages/staff/home';
import { Tag } from '../../ui/badge';
import { Icon } from '../../ui/icon';
import { Phrase } from '../../ui/sentence';
import { Time } from '../../ui/time';

const { attention: messages } = staffHomeMessages;
const NUMBER = new Intl.NumberFormat(LOCALE);

/** What ends soon, as the page of credentials lists it; `unknown` when the vault did not say. */
export type EndingSoon = { count: number; firstAt: Date | null; href: string } | 'unknown';

/** Customers who asked to be erased. */
export type ErasuresAsked = { count: number; oldest: Date | null; href: string };

type AttentionListProps = {
  lines: readonly AttentionLine[];
  erasures: ErasuresAsked;
  endings: EndingSoon;
  hasAlarms: boolean;
  timeZone: string;
};

/** What needs attention: each line a number and the list that it counts. */
export function AttentionList({ lines, erasures, endings, hasAlarms, timeZone }: AttentionListProps) {
  const isEmpty = lines.length === 0 && erasures.count === 0 && endings !== 'unknown' && endings.count === 0;
  const time = (at: Date) => <Time at={at} timeZone={timeZone} />;
  return (
    <section aria-labelledby="attention">
      <h2 id="attention" className="mb-3 font-semibold text-lg">
        {messages.heading}
      </h2>
      {isEmpty ? (
        <NothingToDo hasAlarms={hasAlarms} />
      ) : (
        <ul className="divide-y divide-line rounded-md border border-line">
          {lines.map((line) => (
            <Line
              key={`${line.code} ${line.environment}`}
              href={line.href}
              count={line.count === null ? null : `${NUMBER.format(line.count)}${line.isAtLeast ? '+' : ''}`}
              title={titleOf(line.code)}
              isSandbox={line.environment === 'sandbox'}
            >
              {factsOf(line, time)}
            </Line>
          ))}
          {erasures.count === 0 ? null : (
            <Line
              href={erasures.href}
              count={NUMBER.format(erasures.count)}
              title={messages.erasures}
              isSandbox={false}
            >
              {erasures.oldest === null ? null : <Phrase parts={messages.oldest(time(erasures.oldest))} />}
            </Line>
          )}
          {endings !== 'unknown' && endings.count === 0 ? null : <Endings endings={endings} time={time} />}
        </ul>
      )}
    </section>
  );
}

function NothingToDo({ hasAlarms }: { hasAlarms: boolean }) {
  return (
    <div className="flex gap-3 rounded-md border border-line p-4">
      <Icon name="check-circle" className="mt-0.5 text-good" />
      <div>
        <p className="font-medium">{hasAlarms ? messages.openAlarms : messages.none}</p>
        <p className="text-muted text-sm leading-6">{messages.noneText}</p>
      </div>
    </div>
  );
}

function titleOf(code: AttentionLine['code']): string {
  switch (code) {
    case 'otherPerson':
    case 'failingRefreshes':
    case 'noMoney':
    case 'failedDeliveries':
    case 'unreadableDeliveries':
    case 'webhookGap':
      return messages[code];
    default:
      return messages.needsReconnect[code];
  }
}

type ToTime = (at: Date) => ReactNode;

function factsOf({ code, since, recent }: AttentionLine, time: ToTime): ReactNode {
  switch (code) {
    case 'failingRefreshes':
      return messages.failingRefreshesHint;
    case 'noMoney':
      return messages.noMoneyHint;
    case 'otherPerson':
      return messages.otherPersonHint;
    case 'webhookGap':
      return (
        <>
          {since === null ? null : <Phrase parts={messages.since(time(since))} />} · {messages.webhookGapHint}
        </>
      );
    default:
      return since === null ? null : (
        <>
          <Phrase parts={messages.oldest(time(since))} />
          {recent === null || recent === 0 ? null : ` · ${messages.recent(NUMBER.format(recent))}`}
        </>
      );
  }
}

function Endings({ endings, time }: { endings: EndingSoon; time: ToTime }) {
  if (endings === 'unknown') {
    return (
      <Line href="/staff/credentials" count={null} title={messages.credentialsUnknown} isSandbox={false}>
        {messages.credentialsUnknownHint}
      </Line>
    );
  }
  const { count, firstAt, href } = endings;
  return (
    <Line href={href} count={NUMBER.format(count)} title={messages.running} isSandbox={false}>
      {firstAt === null ? null : <Phrase parts={messages.firstEnds(time(firstAt))} />}
    </Line>
  );
}

type LineProps = {
  href: string;
  count: string | null;
  title: string;
  isSandbox: boolean;
  children: ReactNode;
};

/** The whole row leads to the list; a time in it can still be opened on its own. */
function Line({ href, count, title, isSandbox, children }: LineProps) {
  return (
    <li className="relative flex items-start gap-3 p-4 hover:bg-raised">
      <Icon name="alert" className="mt-0.5 text-warn" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
          <a href={href} className="link after:absolute after:inset-0">
            {title}
            {count === null ? null : <span className="sr-only">: {count}</span>}
          </a>
          {isSandbox ? <Tag>{labels.environment.sandbox}</Tag> : null}
        </p>
        <div className="relative z-10 w-fit text-muted text-sm leading-6">{children}</div>
      </div>
      {count === null ? null : (
        <span aria-hidden="true" className="font-semibold text-lg tabular-nums">
          {count}
        </span>
      )}
      <Icon name="chevron-right" className="mt-1 text-muted" />
    </li>
  );
}
