import type { ReactNode } from 'react';
import { frameMessages } from '#web/messages/frame';
import { signInMessages } from '#web/messages/sign-in';
import { AppFooter } from '../ui/app-footer';
import { AppHeader, type HeaderPerson } from '../ui/app-header';
import { Icon } from '../ui/icon';
import { Page } from '../ui/page';
import { Phrase } from '../ui/sentence';

const messages = signInMessages.staffBanner;

/** What every page of a sign-in shows around itself. */
export type FrameProps = {
  audience: 'customer' | 'staff';
  partnerName: string;
  /** The product's version. */
  version: string;
  hasLogo: boolean;
  /** Where customers get help. */
  helpHref: string | undefined;
  /** Who is signed in already, on the pages that ask to sign in again. */
  person?: HeaderPerson | undefined;
};

/** The frame of the sign-in pages, in one column. The staff's says at once that it is the staff's. */
export function Frame({
  audience,
  partnerName,
  version,
  hasLogo,
  helpHref,
  person,
  children,
}: FrameProps & { children: ReactNode }) {
  const isStaff = audience === 'staff';
  return (
    <>
      <AppHeader
        partnerName={partnerName}
        hasLogo={hasLogo}
        home={isStaff ? '/staff' : '/'}
        {...(isStaff ? { area: frameMessages.staff } : {})}
        {...(person === undefined ? {} : { person })}
      />
      {isStaff ? (
        <aside aria-label={messages.label} className="border-line border-b bg-raised">
          <p className="mx-auto flex max-w-3xl items-center gap-2 px-4 py-3 text-sm sm:px-6">
            <Icon name="building" className="text-muted" />
            <span>
              {messages.text(partnerName)}{' '}
              <Phrase
                parts={messages.customers((text) => (
                  <a className="link" href="/sign-in">
                    {text}
                  </a>
                ))}
              />
            </span>
          </p>
        </aside>
      ) : null}
      <Page>
        <div className="max-w-md">{children}</div>
      </Page>
      <AppFooter partnerName={partnerName} version={version} helpHref={helpHref} audience={audience} />
    </>
  );
}
