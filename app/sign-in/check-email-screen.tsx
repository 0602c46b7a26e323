import { Frame } from '#components/sign-in/frame';
import { PageHeader } from '#components/ui/page-header';
import { Phrase } from '#components/ui/sentence';
import type { Audience } from '#lib/contract/people';
import { LINK_MINUTES } from '#web/auth/mail-tokens';
import { signInPaths } from '#web/http/return-path';
import { mailMessages } from '#web/messages/mail';
import { signInMessages } from '#web/messages/sign-in';
import { frameOf } from './frame';

const messages = signInMessages.checkEmail;

/** The one answer to every address, known or not. */
export function CheckEmailScreen({ audience }: { audience: Audience }) {
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
