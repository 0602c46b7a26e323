import { Frame } from '#components/sign-in/frame';
import { ButtonLink } from '#components/ui/button';
import { PageHeader } from '#components/ui/page-header';
import type { Audience } from '#lib/contract/people';
import { signInPaths } from '#web/http/return-path';
import { signInMessages } from '#web/messages/sign-in';
import { frameOf } from './frame';

const messages = signInMessages.signedOut;

export function SignedOutScreen({ audience }: { audience: Audience }) {
  return (
    <Frame {...frameOf(audience)}>
      <PageHeader title={messages.title} lead={messages.leads[audience]} />
      <ButtonLink tone="primary" href={signInPaths(audience).page}>
        {messages.again}
      </ButtonLink>
    </Frame>
  );
}
