import type { FollowUp } from '#web/connections/follow-up';
import { staffFollowUpMessages } from '#web/messages/staff/follow-up';
import { Button } from '../ui/button';
import { Time } from '../ui/time';
import { PostForm } from './follow-up';

const messages = staffFollowUpMessages.link;

type ReconnectLinkProps = {
  acting: { path: string; csrf: string };
  last: FollowUp['lastLink'];
  /** Whether mail is set up at all. */
  hasMail: boolean;
  timeZone: string;
};

/** "Send a reconnect link", and when the last one was sent. */
export function ReconnectLink({ acting, last, hasMail, timeZone }: ReconnectLinkProps) {
  if (!hasMail) return <p className="text-muted text-sm leading-6">{messages.noMail}</p>;
  const isTooSoon = last?.isRecent === true;
  return (
    <PostForm acting={acting} action="/reconnect-link" className="grid gap-2">
      <Button
        tone="quiet"
        className="w-full"
        busy={messages.sending}
        disabled={isTooSoon}
        aria-describedby="reconnect-link"
      >
        {messages.send}
      </Button>
      <p id="reconnect-link" className="text-muted text-sm leading-6">
        {last === null ? (
          messages.hint
        ) : (
          <>
            {messages.last}
            {last.sentAt === null ? messages.queued : null}
            <Time at={last.sentAt ?? last.at} timeZone={timeZone} />.{' '}
            {isTooSoon ? messages.recent : messages.hint}
          </>
        )}
      </p>
    </PostForm>
  );
}
