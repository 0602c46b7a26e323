import { frameMessages } from '#web/messages/frame';
import { classes } from './classes.ts';

type AppFooterProps = {
  partnerName: string;
  /** The product's version. */
  version: string;
  /** Where customers get help. */
  helpHref?: string | undefined;
  audience?: 'customer' | 'staff';
  /** As the page above it. */
  width?: 'narrow' | 'wide';
};

/** Who is behind this page, which version of it this is, and where to get help: at the end of every page. */
export function AppFooter({
  partnerName,
  version,
  helpHref,
  audience = 'customer',
  width = 'narrow',
}: AppFooterProps) {
  return (
    <footer className={classes('mx-auto px-4 pb-12 sm:px-6', width === 'wide' ? 'max-w-7xl' : 'max-w-3xl')}>
      <p className="border-line border-t pt-6 text-muted text-sm">
        {frameMessages.providedBy(partnerName)}
        {audience === 'staff' ? ` ${frameMessages.staffHelp}` : null}
        {audience === 'staff' || helpHref === undefined ? null : (
          <>
            {' '}
            <a href={helpHref} rel="noreferrer" className="link">
              {frameMessages.getHelp}
            </a>
          </>
        )}
        <span className="block">{frameMessages.version(version)}</span>
      </p>
    </footer>
  );
}
