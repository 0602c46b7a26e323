import { headers } from 'next/headers';
import { webEnv } from '#web/env/web-env';
import { partnerSessionMessages } from '#web/messages/customer/partner-session';
import { wayBack } from '#web/partner-sessions/visit';

/** "Back to …", for customers who came from the partner's app, whichever way they are signed in here. */
export async function BackToPartner({ isPortal }: { isPortal: boolean }) {
  const env = webEnv();
  const href = isPortal ? '/session/back' : wayBack(await headers(), env);
  if (href === undefined) return null;
  return (
    <p className="mb-4">
      <a href={href} className="link inline-flex min-h-11 items-center text-sm" rel="noreferrer">
        {partnerSessionMessages.unfinished.back(env.PARTNER_NAME)}
      </a>
    </p>
  );
}
