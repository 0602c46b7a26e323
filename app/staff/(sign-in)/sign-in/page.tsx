import type { Metadata } from 'next';
import type { Search } from '#app/sign-in/frame.ts';
import { SignInScreen } from '#app/sign-in/sign-in-screen';

export const metadata: Metadata = { title: 'Staff sign-in' };

export default function Page({ searchParams }: { searchParams: Search }) {
  return <SignInScreen audience="staff" search={searchParams} />;
}
