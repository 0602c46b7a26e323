import type { Metadata } from 'next';
import type { Search } from '#app/sign-in/frame.ts';
import { ProblemScreen } from '#app/sign-in/problem-screen';

export const metadata: Metadata = { title: 'Sign-in problem · Staff' };

export default function Page({ searchParams }: { searchParams: Search }) {
  return <ProblemScreen audience="staff" search={searchParams} />;
}
