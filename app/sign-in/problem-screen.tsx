import { Frame } from '#components/sign-in/frame';
import { ButtonLink } from '#components/ui/button';
import { PageHeader } from '#components/ui/page-header';
import type { Audience } from '#lib/contract/people';
import { LOGIN_TRANSACTION_SECONDS } from '#web/auth/login-transaction';
import { LINK_MINUTES } from '#web/auth/mail-tokens';
import { parseSignInProblem } from '#web/auth/problems';
import { signInPaths } from '#web/http/return-path';
import { signInProblemMessages } from '#web/messages/sign-in-problems';
import { frameOf, type Search } from './frame';

const PROBLEMS = signInProblemMessages({ signIn: LOGIN_TRANSACTION_SECONDS / 60, link: LINK_MINUTES });

/** Why a sign-in did not happen, and the next step. */
export async function ProblemScreen({ audience, search }: { audience: Audience; search: Search }) {
  const problem = PROBLEMS[parseSignInProblem((await search).reason)];
  return (
    <Frame {...frameOf(audience)}>
      <PageHeader title={problem.title} lead={problem.text} />
      <ButtonLink tone="primary" href={signInPaths(audience).page}>
        {problem.next}
      </ButtonLink>
    </Frame>
  );
}
