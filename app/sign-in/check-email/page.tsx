import type { Metadata } from 'next';
import { signInMessages } from '#web/messages/sign-in';
import { CheckEmailScreen } from '../check-email-screen';
import type { Search } from '../frame';

export const metadata: Metadata = { title: signInMessages.checkEmail.title };

export default function Page({ searchParams }: { searchParams: Search }) {
  return <CheckEmailScreen audience="customer" search={searchParams} />;
}
