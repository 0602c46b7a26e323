import type { Metadata } from 'next';
import { CheckEmailScreen } from '../check-email-screen';

export const metadata: Metadata = { title: 'Check your e-mail' };

export default function Page() {
  return <CheckEmailScreen audience="customer" />;
}
