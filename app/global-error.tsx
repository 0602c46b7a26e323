'use client';

import { LeadToErrorPage } from '#components/ui/lead-to-error-page';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { controlMessages } from '#web/messages/controls';
import { LANGUAGE } from '#web/messages/language';
import { fontVariables } from './fonts';
import './globals.css';

type GlobalErrorProps = { error: Error & { digest?: string } };

/** Where the root layout itself fails: nothing of the frame is left to render, so it leads to the page that has one. */
export default function GlobalError({ error }: GlobalErrorProps) {
  return (
    <html lang={LANGUAGE} className={fontVariables}>
      <body className="min-h-dvh bg-surface font-sans text-base text-ink antialiased">
        <title>{controlMessages.failure.tab}</title>
        <Page>
          <PageHeader
            title={controlMessages.failure.title}
            lead={<LeadToErrorPage digest={error.digest}>{controlMessages.failure.see}</LeadToErrorPage>}
          />
        </Page>
      </body>
    </html>
  );
}
