import type { ReactNode } from 'react';
import type { ChainState } from '#web/audit/chain-state';
import { LOCALE } from '#web/messages/language';
import { staffActivityMessages } from '#web/messages/staff/activity';
import { Notice } from '../../ui/notice';
import { Time } from '../../ui/time';

const messages = staffActivityMessages.chain;
const NUMBER = new Intl.NumberFormat(LOCALE);

/** What the vault's own verification says of the trail below. */
export function ChainNotice({ state, timeZone }: { state: ChainState; timeZone: string }) {
  const { verified, verifiedAt, wholeAt, broken } = state;
  if (broken !== null) {
    return (
      <Notice tone="bad" title={messages.broken.title}>
        <p>{messages.broken.place(broken.entryId, NUMBER.format(broken.sequence))}</p>
        <p>{messages.broken.text}</p>
        <When text={messages.broken.since}>
          <Time at={broken.at} timeZone={timeZone} />
        </When>
      </Notice>
    );
  }
  if (verifiedAt === null) {
    return (
      <Notice tone="info" title={messages.none.title}>
        <p>{messages.none.text}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="good" title={messages.verified(NUMBER.format(verified))}>
      <When text={messages.at}>
        <Time at={verifiedAt} timeZone={timeZone} />
      </When>
      {wholeAt === null ? null : (
        <When text={messages.whole}>
          <Time at={wholeAt} timeZone={timeZone} />
        </When>
      )}
    </Notice>
  );
}

function When({ text, children }: { text: string; children: ReactNode }) {
  return (
    <p className="text-muted">
      {text}
      {children}
    </p>
  );
}
