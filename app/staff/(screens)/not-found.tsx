import { ButtonLink } from '#components/ui/button';
import { EmptyState } from '#components/ui/empty-state';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';

/** The staff's 404: a mistyped or outdated address. */
export default function StaffNotFound() {
  return (
    <Page width="wide">
      <PageHeader title="There is nothing here" />
      <EmptyState
        title="No connection has this address"
        action={<ButtonLink href="/staff">All connections</ButtonLink>}
      >
        Perhaps a part of the address is missing. The search finds a connection by its whole id.
      </EmptyState>
    </Page>
  );
}
