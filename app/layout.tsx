import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { SkipLink } from '#components/ui/skip-link';
import { webEnv } from '#web/env/web-env';
import { frameMessages } from '#web/messages/frame';
import { LANGUAGE } from '#web/messages/language';
import { fontVariables } from './fonts';
import './globals.css';

export function generateMetadata(): Metadata {
  const { PARTNER_NAME } = webEnv();
  return {
    title: { default: frameMessages.product(PARTNER_NAME), template: `%s · ${PARTNER_NAME}` },
    description: frameMessages.description(PARTNER_NAME),
    icons: { icon: '/brand/icon.svg', apple: '/apple-touch-icon.png' },
    manifest: '/site.webmanifest',
    robots: { index: false, follow: false },
    formatDetection: { telephone: false, email: false, address: false },
  };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading the request makes every page dynamic: a static page would carry no nonce, and its scripts would
  // be refused by our own policy.
  await headers();
  return (
    <html lang={LANGUAGE} className={fontVariables}>
      <head>
        <link rel="stylesheet" href="/brand/theme.css" precedence="theme" />
      </head>
      <body className="min-h-dvh bg-surface font-sans text-base text-ink antialiased">
        <SkipLink />
        {children}
      </body>
    </html>
  );
}
