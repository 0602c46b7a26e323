'use client';

import { type ReactNode, useEffect } from 'react';

const ERROR_PAGE = '/unavailable?why=mistake';

/**
 * Leads from an error of the framework to the app's own error page: an error boundary runs in the browser and knows
 * neither the partner's name nor where help is, that page has frame, help and the way back.
 */
export function LeadToErrorPage({ digest, children }: { digest: string | undefined; children: ReactNode }) {
  useEffect(() => {
    const query = new URLSearchParams({ return: location.pathname, ...(digest && { digest }) });
    location.replace(`${ERROR_PAGE}&${query}`);
  }, [digest]);
  return (
    <a href={ERROR_PAGE} className="link">
      {children}
    </a>
  );
}
