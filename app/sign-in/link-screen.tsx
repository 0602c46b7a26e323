import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { Frame } from '#components/sign-in/frame';
import { Button } from '#components/ui/button';
import { PageHeader } from '#components/ui/page-header';
import { Phrase } from '#components/ui/sentence';
import type { Audience } from '#lib/contract/people';
import { addressOfLink } from '#web/auth/mail-link';
import { LINK_MINUTES } from '#web/auth/mail-tokens';
import { returnPath, signInPaths } from '#web/http/return-path';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { signInMessages } from '#web/messages/sign-in';
import { frameOf, type Search } from './frame';
import { problemPath, signInRequest } from './handlers/answer';

const messages = signInMessages.link;

/** Where an emailed link leads. Opening it uses nothing up: mail scanners open links too. */
export async function LinkScreen({ audience, search }: { audience: Audience; search: Search }) {
  const { half, return: returnTo } = await search;
  const request = signInRequest(await headers(), audience);
  const address = await withUnavailablePage(signInPaths(audience).page, () => addressOfLink(request, half));
  if (address === undefined || typeof half !== 'string') redirect(problemPath(audience, 'link'));
  return (
    <Frame {...frameOf(audience)}>
      <PageHeader
        title={messages.heading}
        lead={<Phrase parts={messages.lead(<bdi className="font-medium text-ink">{address}</bdi>)} />}
      />
      <form method="post" action={signInPaths(audience).useLink}>
        <input type="hidden" name="half" value={half} />
        <input type="hidden" name="return" value={returnPath(audience, returnTo)} />
        <Button className="w-full wrap-anywhere" busy={messages.signingIn}>
          {messages.confirm(address)}
        </Button>
      </form>
      <p className="mt-6 text-muted text-sm">{messages.notYou(LINK_MINUTES)}</p>
    </Frame>
  );
}
