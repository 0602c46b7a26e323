import type { Metadata } from 'next';
import { signInMessages } from '#web/messages/sign-in';
import { SignedOutScreen } from '../signed-out-screen';

export const metadata: Metadata = { title: signInMessages.signedOut.pageTitle };

export default function Page() {
  return <SignedOutScreen audience="customer" />;
}
