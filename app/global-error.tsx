'use client';

import { LeadToErrorPage } from '#components/ui/lead-to-error-page';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { fontVariables } from './fonts';
import './globals.css';

type GlobalErrorProps = { error: Error & { digest?: string } };

/** Where the root layout itself fails: nothing of the frame is left to render, so it leads to the page that has one. */
export default function GlobalError({ error }: GlobalErrorProps) {
  return (
    <html lang="en" className={fontVariables}>
      <body className="min-h-dvh bg-surface font-sans text-base text-ink antialiased">
        <title>Something went wrong</title>
        <Page>
          <PageHeader
            title="Something went wrong on our side"
            lead={<LeadToErrorPage digest={error.digest}>See what you can do</LeadToErrorPage>}
          />
        </Page>
      </body>
    </html>
  );
}
