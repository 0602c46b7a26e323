import { Frame } from '#components/sign-in/frame';
import { Button } from '#components/ui/button';
import { Input } from '#components/ui/field';
import { PageHeader } from '#components/ui/page-header';
import { Phrase } from '#components/ui/sentence';
import type { Audience } from '#lib/contract/people';
import { LINK_MINUTES } from '#web/auth/mail-tokens';
import { returnPath, signInPaths } from '#web/http/return-path';
import { mailMessages } from '#web/messages/mail';
import { signInMessages } from '#web/messages/sign-in';
import { frameOf, type Search } from './frame';

const messages = signInMessages.checkEmail;

/** The one answer to every address, known or not. */
export async function CheckEmailScreen({ audience, search }: { audience: Audience; search: Search }) {
  const { return: returnTo, problem } = await search;
  const frame = frameOf(audience);
  const subject = mailMessages.signInLink.subject(audience, frame.partnerName);
  return (
    <Frame {...frame}>
      <PageHeader title={messages.title} lead={messages.lead(LINK_MINUTES)} />
      <ol className="list-decimal space-y-2 pl-5">
        {messages.steps(subject).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <form method="post" action={signInPaths(audience).code} className="mt-8 space-y-4">
        <input type="hidden" name="return" value={returnPath(audience, returnTo)} />
        <Input
          label={messages.code}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          maxLength={11}
          hint={messages.codeHint}
          error={problem === 'code' ? messages.codeError : undefined}
        />
        <Button className="w-full" busy={messages.signingIn}>
          {messages.useCode}
        </Button>
      </form>
      <p className="mt-8 border-line border-t pt-6 text-muted text-sm">
        <Phrase
          parts={messages.nothingCame((text) => (
            <a className="link text-ink" href={signInPaths(audience).page}>
              {text}
            </a>
          ))}
        />
      </p>
    </Frame>
  );
}
