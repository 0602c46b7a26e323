import type { Metadata } from 'next';
import { SignedOutScreen } from '#app/sign-in/signed-out-screen';
import { frameMessages } from '#web/messages/frame';
import { signInMessages } from '#web/messages/sign-in';

export const metadata: Metadata = { title: frameMessages.staffTitle(signInMessages.signedOut.pageTitle) };

export default function Page() {
  return <SignedOutScreen audience="staff" />;
}
