import type { EndedSession } from '#web/auth/ended-session';
import { Notice } from '../ui/notice';

/** Why somebody who was signed in has to sign in again. */
export function EndedNotice({ ended }: { ended: EndedSession }) {
  return (
    <div className="mb-8">
      <Notice tone="info" title="Your session has ended" role="status">
        <p>{reason(ended)} Nothing has changed. Sign in to continue.</p>
      </Notice>
    </div>
  );
}

function reason(ended: EndedSession): string {
  switch (ended.why) {
    case 'idle':
      return `You were signed out after ${ended.minutes} minutes without activity.`;
    case 'too_long':
      return `You were signed out because a session lasts at most ${ended.minutes / 60} hours.`;
    case 'ended':
      return 'You are no longer signed in here.';
  }
}
