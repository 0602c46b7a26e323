import type { Metadata } from 'next';
import { SignedOutScreen } from '#app/sign-in/signed-out-screen';

export const metadata: Metadata = { title: 'Signed out · Staff' };

export default function Page() {
  return <SignedOutScreen audience="staff" />;
}
