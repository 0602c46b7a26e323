import type { Metadata } from 'next';
import { signInMessages } from '#web/messages/sign-in';
import type { Search } from '../frame';
import { LinkScreen } from '../link-screen';

export const metadata: Metadata = { title: signInMessages.link.title };

export default function Page({ searchParams }: { searchParams: Search }) {
  return <LinkScreen audience="customer" search={searchParams} />;
}
