type AppFooterProps = {
  partnerName: string;
  /** Where customers get help. */
  helpHref?: string | undefined;
  audience?: 'customer' | 'staff';
};

/** Who is behind this page, and where to get help: at the end of every page. */
export function AppFooter({ partnerName, helpHref, audience = 'customer' }: AppFooterProps) {
  return (
    <footer className="mx-auto max-w-3xl px-4 pb-12 sm:px-6">
      <p className="border-line border-t pt-6 text-muted text-sm">
        Provided by {partnerName}. Not operated by Wise.
        {audience === 'staff' ? ' Need help? Ask your administrator.' : null}
        {audience === 'staff' || helpHref === undefined ? null : (
          <>
            {' '}
            <a href={helpHref} rel="noreferrer" className="link">
              Get help
            </a>
          </>
        )}
      </p>
    </footer>
  );
}
