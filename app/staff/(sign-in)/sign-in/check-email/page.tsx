import type { Metadata } from 'next';
import { CheckEmailScreen } from '#app/sign-in/check-email-screen';

export const metadata: Metadata = { title: 'Check your e-mail · Staff' };

export default function Page() {
  return <CheckEmailScreen audience="staff" />;
}
