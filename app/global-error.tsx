'use client';

import './globals.css';

export default function GlobalError() {
  return (
    <html lang="en">
      <body className="min-h-dvh bg-surface font-sans text-base text-ink antialiased">
        <title>Something went wrong</title>
        <main id="main" className="mx-auto max-w-3xl px-4 py-12 sm:px-6">
          <h1 className="font-semibold text-title">Something went wrong on our side</h1>
          <p className="mt-2 text-muted">
            Nothing was changed by opening this page. Please try again in a moment.
          </p>
          <p className="mt-6">
            <a href="/" className="link">
              Go to the start
            </a>
          </p>
        </main>
      </body>
    </html>
  );
}
