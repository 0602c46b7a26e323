import type { ReactNode } from 'react';
import { frameMessages } from '#web/messages/frame';
import { Bidi } from './bidi';
import { Button } from './button';

export type HeaderPerson = {
  name: string | null;
  email: string;
  /** Said after the address, for staff: their role. */
  role?: string;
};

type AppHeaderProps = {
  partnerName: string;
  hasLogo: boolean;
  /** Where the partner's name leads. */
  home: string;
  /** Beside the partner's name: which side of the app this is. */
  area?: string;
  person?: HeaderPerson;
  signOut?: { action: string; csrf: string };
  /** The page about the person who is signed in. */
  account?: { href: string; label: string };
  /** What stands before the person. */
  tools?: ReactNode;
  /** `wide` for tables of the staff, else as narrow as the customer's pages. */
  width?: 'narrow' | 'wide';
};

/** Who offers this page, who is signed in, and the way out: on every page, so that nobody acts for the wrong one. */
export function AppHeader({
  partnerName,
  hasLogo,
  home,
  area,
  person,
  signOut,
  account,
  tools,
  width = 'narrow',
}: AppHeaderProps) {
  return (
    <header className="border-line border-b">
      <div
        className={`mx-auto flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-3 sm:flex-nowrap sm:px-6 ${width === 'wide' ? 'max-w-7xl' : 'max-w-3xl'}`}
      >
        <a
          href={home}
          className="flex min-h-11 min-w-0 shrink-0 items-center gap-3 font-semibold no-underline max-sm:shrink sm:max-w-1/2"
        >
          {hasLogo ? (
            // On dark a chip of white: a logo is made for light paper.
            // biome-ignore lint/performance/noImgElement: next/image writes a style attribute, which the policy refuses
            <img
              src="/brand/logo"
              alt={partnerName}
              className="h-8 w-auto max-w-40 dark:rounded-sm dark:bg-[#ffffff] dark:p-1"
            />
          ) : (
            <span className="wrap-anywhere">{partnerName}</span>
          )}
          {area === undefined ? null : (
            <span className="border-line border-l pl-3 font-normal text-muted text-sm">{area}</span>
          )}
        </a>
        {tools === undefined ? null : <div className="ml-auto shrink-0">{tools}</div>}
        {person === undefined ? null : <Person person={person} signOut={signOut} account={account} />}
      </div>
    </header>
  );
}

type PersonProps = {
  person: HeaderPerson;
  signOut: AppHeaderProps['signOut'] | undefined;
  account: AppHeaderProps['account'] | undefined;
};

function Person({ person, signOut, account }: PersonProps) {
  const shown = person.name ?? person.email;
  const name = <Bidi text={shown} className="font-medium" />;
  return (
    <div className="flex min-w-0 items-center gap-4 max-sm:w-full max-sm:justify-between">
      <p className="min-w-0 text-wrap text-sm sm:text-right">
        {shown === '' ? null : <span className="sr-only">{frameMessages.signedInAs}</span>}
        {account === undefined ? (
          name
        ) : (
          <a href={account.href} title={account.label} className="link">
            {name}
          </a>
        )}
        <span className="block text-muted wrap-anywhere">
          {person.name === null ? null : <bdi>{person.email}</bdi>}
          {person.role === undefined ? null : ` · ${person.role}`}
        </span>
      </p>
      {signOut === undefined ? null : (
        <form method="post" action={signOut.action} className="shrink-0">
          <input type="hidden" name="csrf" value={signOut.csrf} />
          <Button tone="quiet" busy={frameMessages.signingOut} className="whitespace-nowrap max-sm:w-auto">
            {frameMessages.signOut}
          </Button>
        </form>
      )}
    </div>
  );
}
