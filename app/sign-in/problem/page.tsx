import type { Metadata } from 'next';
import type { Search } from '../frame';
import { ProblemScreen } from '../problem-screen';

export const metadata: Metadata = { title: 'Sign-in problem' };

export default function Page({ searchParams }: { searchParams: Search }) {
  return <ProblemScreen audience="customer" search={searchParams} />;
}
