import type { Metadata } from 'next';
import type { Search } from '#app/sign-in/frame.ts';
import { LinkScreen } from '#app/sign-in/link-screen';
import { frameMessages } from '#web/messages/frame';
import { signInMessages } from '#web/messages/sign-in';

export const metadata: Metadata = { title: frameMessages.staffTitle(signInMessages.link.title) };

export default function Page({ searchParams }: { searchParams: Search }) {
  return <LinkScreen audience="staff" search={searchParams} />;
}
