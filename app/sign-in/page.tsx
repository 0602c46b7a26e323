import type { Metadata } from 'next';
import type { Search } from './frame';
import { SignInScreen } from './sign-in-screen';

export const metadata: Metadata = { title: 'Sign in' };

export default function Page({ searchParams }: { searchParams: Search }) {
  return <SignInScreen audience="customer" search={searchParams} />;
}
