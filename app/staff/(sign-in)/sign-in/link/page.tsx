import type { Metadata } from 'next';
import type { Search } from '#app/sign-in/frame.ts';
import { LinkScreen } from '#app/sign-in/link-screen';

export const metadata: Metadata = { title: 'Confirm your sign-in · Staff' };

export default function Page({ searchParams }: { searchParams: Search }) {
  return <LinkScreen audience="staff" search={searchParams} />;
}
