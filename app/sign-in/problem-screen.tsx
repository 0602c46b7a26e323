import { Frame } from '#components/sign-in/frame';
import { problemWords } from '#components/sign-in/words.ts';
import { ButtonLink } from '#components/ui/button';
import { PageHeader } from '#components/ui/page-header';
import { HANDSHAKE_SECONDS } from '#web/auth/handshake';
import { LINK_MINUTES } from '#web/auth/mail-tokens';
import { parseSignInProblem } from '#web/auth/problems';
import { type Audience, signInPaths } from '#web/http/return-path';
import { frameOf, type Search } from './frame';

const WORDS = problemWords({ handshake: HANDSHAKE_SECONDS / 60, link: LINK_MINUTES });

/** Why a sign-in did not happen, and the next step. */
export async function ProblemScreen({ audience, search }: { audience: Audience; search: Search }) {
  const words = WORDS[parseSignInProblem((await search).reason)];
  return (
    <Frame {...frameOf(audience)}>
      <PageHeader title={words.title} lead={words.text} />
      <ButtonLink tone="primary" href={signInPaths(audience).page}>
        {words.next}
      </ButtonLink>
    </Frame>
  );
}
