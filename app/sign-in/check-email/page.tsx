import type { Metadata } from 'next';
import { signInMessages } from '#web/messages/sign-in';
import { CheckEmailScreen } from '../check-email-screen';

export const metadata: Metadata = { title: signInMessages.checkEmail.title };

export default function Page() {
  return <CheckEmailScreen audience="customer" />;
}
