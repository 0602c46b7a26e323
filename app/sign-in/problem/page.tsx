import type { Metadata } from 'next';
import { signInMessages } from '#web/messages/sign-in';
import type { Search } from '../frame';
import { ProblemScreen } from '../problem-screen';

export const metadata: Metadata = { title: signInMessages.problemTitle };

export default function Page({ searchParams }: { searchParams: Search }) {
  return <ProblemScreen audience="customer" search={searchParams} />;
}
