import { frameMessages } from '#web/messages/frame';

/** The first stop of the tab key; every page's main part has id="main". */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="sr-only rounded-md bg-ink font-medium text-surface focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:px-4 focus:py-3"
    >
      {frameMessages.skipLink}
    </a>
  );
}
