'use client';

import { LeadToErrorPage } from '#components/ui/lead-to-error-page';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';

type ErrorPageProps = { error: Error & { digest?: string } };

/** Where a page fails in the browser, or while Next renders it for a click. */
export default function ErrorPage({ error }: ErrorPageProps) {
  return (
    <Page>
      <title>Something went wrong</title>
      <PageHeader
        title="Something went wrong on our side"
        lead={<LeadToErrorPage digest={error.digest}>See what you can do</LeadToErrorPage>}
      />
    </Page>
  );
}
