import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { Frame } from '#components/sign-in/frame';
import { Button } from '#components/ui/button';
import { PageHeader } from '#components/ui/page-header';
import { problemPath, signInRequest } from '#web/auth/handlers/common';
import { addressOfLink } from '#web/auth/mail-link';
import { LINK_MINUTES } from '#web/auth/mail-tokens';
import { type Audience, returnPath, signInPaths } from '#web/http/return-path';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { frameOf, type Search } from './frame';

/** Where an e-mailed link leads. Opening it uses nothing up: mail scanners open links too. */
export async function LinkScreen({ audience, search }: { audience: Audience; search: Search }) {
  const { half, return: returnTo } = await search;
  const request = signInRequest(await headers(), audience);
  const address = await withUnavailablePage(signInPaths(audience).page, () => addressOfLink(request, half));
  if (address === undefined || typeof half !== 'string') redirect(problemPath(audience, 'link'));
  return (
    <Frame {...frameOf(audience)}>
      <PageHeader
        title="Sign in"
        lead={
          <>
            You are about to sign in as <bdi className="font-medium text-ink">{address}</bdi>.
          </>
        }
      />
      <form method="post" action={signInPaths(audience).useLink}>
        <input type="hidden" name="half" value={half} />
        <input type="hidden" name="return" value={returnPath(audience, returnTo)} />
        <Button className="w-full wrap-anywhere" busy="Signing in…">
          Sign in as {address}
        </Button>
      </form>
      <p className="mt-6 text-muted text-sm">
        Not you? Close this page. The link stops working by itself after {LINK_MINUTES} minutes.
      </p>
    </Frame>
  );
}
