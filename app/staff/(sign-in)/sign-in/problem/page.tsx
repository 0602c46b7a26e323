import type { Metadata } from 'next';
import type { Search } from '#app/sign-in/frame.ts';
import { ProblemScreen } from '#app/sign-in/problem-screen';
import { frameMessages } from '#web/messages/frame';
import { signInMessages } from '#web/messages/sign-in';

export const metadata: Metadata = { title: frameMessages.staffTitle(signInMessages.problemTitle) };

export default function Page({ searchParams }: { searchParams: Search }) {
  return <ProblemScreen audience="staff" search={searchParams} />;
}
