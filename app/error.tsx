'use client';

import { LeadToErrorPage } from '#components/ui/lead-to-error-page';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { controlMessages } from '#web/messages/controls';

type ErrorPageProps = { error: Error & { digest?: string } };

/** Where a page fails in the browser, or while Next renders it for a click. */
export default function ErrorPage({ error }: ErrorPageProps) {
  return (
    <Page>
      <title>{controlMessages.failure.tab}</title>
      <PageHeader
        title={controlMessages.failure.title}
        lead={<LeadToErrorPage digest={error.digest}>{controlMessages.failure.see}</LeadToErrorPage>}
      />
    </Page>
  );
}
