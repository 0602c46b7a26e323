'use client';

import { Button, ButtonLink } from '#components/ui/button';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void };

export default function ErrorPage({ error }: ErrorPageProps) {
  return (
    <Page>
      <title>Something went wrong</title>
      <PageHeader
        title="Something went wrong on our side"
        lead="Nothing was changed by opening this page. Please try again in a moment."
      />
      <div className="flex flex-wrap gap-3">
        <Button type="button" onClick={() => location.reload()}>
          Try again
        </Button>
        <ButtonLink href="/">Go to the start</ButtonLink>
      </div>
      {error.digest === undefined ? null : (
        <p className="mt-8 text-muted text-sm tabular-nums">Reference {error.digest}</p>
      )}
    </Page>
  );
}
