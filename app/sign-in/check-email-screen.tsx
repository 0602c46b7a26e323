import { Frame } from '#components/sign-in/frame';
import { PageHeader } from '#components/ui/page-header';
import { LINK_MINUTES } from '#web/auth/mail-tokens';
import { type Audience, signInPaths } from '#web/http/return-path';
import { signInLinkSubject } from '#web/mail/sign-in-link';
import { frameOf } from './frame';

/** The one answer to every address, known or not. */
export function CheckEmailScreen({ audience }: { audience: Audience }) {
  const frame = frameOf(audience);
  return (
    <Frame {...frame}>
      <PageHeader
        title="Check your e-mail"
        lead={`If that address can sign in here, a link is on its way. It works once, for ${LINK_MINUTES} minutes.`}
      />
      <ol className="list-decimal space-y-2 pl-5">
        <li>Open the message “{signInLinkSubject(audience, frame.partnerName)}”.</li>
        <li>Open its link in this browser. In another browser or on another device it does not work.</li>
        <li>Press the button on the page that opens.</li>
      </ol>
      <p className="mt-8 border-line border-t pt-6 text-muted text-sm">
        Nothing came? Look in the spam folder, then{' '}
        <a className="link text-ink" href={signInPaths(audience).page}>
          ask for another link
        </a>
        .
      </p>
    </Frame>
  );
}
