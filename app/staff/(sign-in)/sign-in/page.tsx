import type { Metadata } from 'next';
import type { Search } from '#app/sign-in/frame.ts';
import { emailError, SignInScreen } from '#app/sign-in/sign-in-screen';
import { errorTitle } from '#components/ui/error-title.ts';
import { signInMessages } from '#web/messages/sign-in';

type Props = { searchParams: Search };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: errorTitle(signInMessages.titles.staff, emailError((await searchParams).problem)) };
}

export default function Page({ searchParams }: Props) {
  return <SignInScreen audience="staff" search={searchParams} />;
}
