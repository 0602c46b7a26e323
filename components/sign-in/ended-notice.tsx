import type { EndedSession } from '#web/auth/ended-session';
import { signInMessages } from '#web/messages/sign-in';
import { Notice } from '../ui/notice';

const messages = signInMessages.ended;

/** Why somebody who was signed in has to sign in again. */
export function EndedNotice({ ended }: { ended: EndedSession }) {
  return (
    <div className="mb-8">
      <Notice tone="info" title={messages.title} role="status">
        <p>
          {reason(ended)} {messages.next}
        </p>
      </Notice>
    </div>
  );
}

function reason(ended: EndedSession): string {
  switch (ended.why) {
    case 'idle':
      return messages.idle(ended.minutes);
    case 'too_long':
      return messages.tooLong(ended.minutes / 60);
    case 'ended':
      return messages.ended;
  }
}
