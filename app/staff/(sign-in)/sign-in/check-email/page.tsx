import type { Metadata } from 'next';
import { CheckEmailScreen } from '#app/sign-in/check-email-screen';
import { frameMessages } from '#web/messages/frame';
import { signInMessages } from '#web/messages/sign-in';

export const metadata: Metadata = { title: frameMessages.staffTitle(signInMessages.checkEmail.title) };

export default function Page() {
  return <CheckEmailScreen audience="staff" />;
}
