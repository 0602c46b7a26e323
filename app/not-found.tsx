import type { Metadata } from 'next';
import { ButtonLink } from '#components/ui/button';
import { PageHeader } from '#components/ui/page-header';
import { errorMessages } from '#web/messages/errors';
import { CustomerFrame } from './customer-frame';

const messages = errorMessages.notFound;

export const metadata: Metadata = { title: messages.title };

export default function NotFound() {
  return (
    <CustomerFrame customer={undefined}>
      <PageHeader title={messages.title} lead={messages.text} />
      <ButtonLink href="/dashboard" tone="primary">
        {messages.next}
      </ButtonLink>
    </CustomerFrame>
  );
}
