import type { Metadata } from 'next';
import { SignedOutScreen } from '../signed-out-screen';

export const metadata: Metadata = { title: 'Signed out' };

export default function Page() {
  return <SignedOutScreen audience="customer" />;
}
