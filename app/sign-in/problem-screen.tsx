import { Frame } from '#components/sign-in/frame';
import { problemWords } from '#components/sign-in/words.ts';
import { ButtonLink } from '#components/ui/button';
import { PageHeader } from '#components/ui/page-header';
import { webEnv } from '#lib/env/web';
import { type Audience, signInPaths } from '#lib/http/return-path';
import { HANDSHAKE_SECONDS } from '#lib/sign-in/handshake';
import { LINK_MINUTES } from '#lib/sign-in/mail-tokens';
import { parseSignInProblem } from '#lib/sign-in/problems';
import { frameOf, type Search } from './frame';

const WORDS = problemWords({ handshake: HANDSHAKE_SECONDS / 60, link: LINK_MINUTES });

/** Why a sign-in did not happen, and the next step. */
export async function ProblemScreen({ audience, search }: { audience: Audience; search: Search }) {
  const words = WORDS[parseSignInProblem((await search).reason)];
  const support = webEnv().PARTNER_SUPPORT_URL;
  return (
    <Frame {...frameOf(audience)}>
      <PageHeader title={words.title} lead={words.text} />
      <ButtonLink tone="primary" href={signInPaths(audience).page}>
        {words.next}
      </ButtonLink>
      {support === undefined || audience === 'staff' ? null : (
        <p className="mt-6 text-muted text-sm">
          Still no luck?{' '}
          <a className="link text-ink" href={support}>
            Get help
          </a>
        </p>
      )}
    </Frame>
  );
}
