import type { Metadata } from 'next';
import { errorTitle } from '#components/ui/error-title.ts';
import type { Search } from './frame';
import { emailError, SignInScreen } from './sign-in-screen';

type Props = { searchParams: Search };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: errorTitle('Sign in', emailError((await searchParams).problem)) };
}

export default function Page({ searchParams }: Props) {
  return <SignInScreen audience="customer" search={searchParams} />;
}
