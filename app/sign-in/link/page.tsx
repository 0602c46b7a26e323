import type { Metadata } from 'next';
import type { Search } from '../frame';
import { LinkScreen } from '../link-screen';

export const metadata: Metadata = { title: 'Confirm your sign-in' };

export default function Page({ searchParams }: { searchParams: Search }) {
  return <LinkScreen audience="customer" search={searchParams} />;
}
