import { ButtonLink } from '#components/ui/button';
import { PageHeader } from '#components/ui/page-header';
import { CustomerFrame } from './customer-frame';

export default function NotFound() {
  return (
    <CustomerFrame customer={undefined}>
      <title>Nothing here</title>
      <PageHeader
        title="There is nothing here"
        lead="The address is wrong, or what it names is not yours to see. If you followed a link, it may be cut off."
      />
      <ButtonLink href="/dashboard" tone="primary">
        Go to your overview
      </ButtonLink>
    </CustomerFrame>
  );
}
