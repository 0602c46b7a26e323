import type { Metadata } from 'next';
import { CheckEmailScreen } from '#app/sign-in/check-email-screen';
import type { Search } from '#app/sign-in/frame.ts';
import { frameMessages } from '#web/messages/frame';
import { signInMessages } from '#web/messages/sign-in';

export const metadata: Metadata = { title: frameMessages.staffTitle(signInMessages.checkEmail.title) };

export default function Page({ searchParams }: { searchParams: Search }) {
  return <CheckEmailScreen audience="staff" search={searchParams} />;
}
