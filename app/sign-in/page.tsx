import type { Metadata } from 'next';
import { errorTitle } from '#components/ui/error-title.ts';
import { signInMessages } from '#web/messages/sign-in';
import type { Search } from './frame';
import { emailError, SignInScreen } from './sign-in-screen';

type Props = { searchParams: Search };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: errorTitle(signInMessages.titles.customer, emailError((await searchParams).problem)) };
}

export default function Page({ searchParams }: Props) {
  return <SignInScreen audience="customer" search={searchParams} />;
}
