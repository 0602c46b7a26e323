import type { Metadata } from 'next';
import { ButtonLink } from '#components/ui/button';
import { PageHeader } from '#components/ui/page-header';
import { CustomerFrame } from './customer-frame';

export const metadata: Metadata = { title: 'There is nothing here' };

export default function NotFound() {
  return (
    <CustomerFrame customer={undefined}>
      <PageHeader
        title="There is nothing here"
        lead="The address is wrong, or what it names is not yours to see. If you followed a link, it may be cut off."
      />
      <ButtonLink href="/dashboard" tone="primary">
        Go to your connections
      </ButtonLink>
    </CustomerFrame>
  );
}
