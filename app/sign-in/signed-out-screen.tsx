import { Frame } from '#components/sign-in/frame';
import { ButtonLink } from '#components/ui/button';
import { PageHeader } from '#components/ui/page-header';
import { type Audience, signInPaths } from '#web/http/return-path';
import { frameOf } from './frame';

export function SignedOutScreen({ audience }: { audience: Audience }) {
  const lead =
    audience === 'customer'
      ? 'What you connected stays connected. Sign in again to see it or to disconnect. On a computer that others use, close the browser too.'
      : 'On a computer that others use, close the browser too.';
  return (
    <Frame {...frameOf(audience)}>
      <PageHeader title="You are signed out" lead={lead} />
      <ButtonLink tone="primary" href={signInPaths(audience).page}>
        Sign in again
      </ButtonLink>
    </Frame>
  );
}
