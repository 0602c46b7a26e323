import type { ReactNode } from 'react';
import { signInMessages } from '#web/messages/sign-in';
import { Button } from '../ui/button';
import { Input } from '../ui/field';

const messages = signInMessages.form;

type SignInFormProps = {
  paths: { oidc: string; email: string };
  /** The OpenID provider's host, when there is one. */
  oidcHost: string | undefined;
  hasEmail: boolean;
  /** Where to come back to. */
  returnTo: string;
  isAgain: boolean;
  /** The address to begin with. */
  email?: string | undefined;
  emailError?: string | undefined;
};

/** The ways to sign in, each an ordinary form. */
export function SignInForm({
  paths,
  oidcHost,
  hasEmail,
  returnTo,
  isAgain,
  email,
  emailError,
}: SignInFormProps) {
  const hidden = (
    <>
      <input type="hidden" name="return" value={returnTo} />
      {isAgain ? <input type="hidden" name="again" value="1" /> : null}
    </>
  );
  return (
    <div className="space-y-8">
      {oidcHost === undefined ? null : (
        <form method="post" action={paths.oidc}>
          {hidden}
          <Button className="w-full wrap-anywhere" busy={messages.continuing}>
            {messages.withProvider(oidcHost)}
          </Button>
          <p className="mt-2 text-muted text-sm wrap-anywhere">{messages.providerHint(oidcHost)}</p>
        </form>
      )}
      {oidcHost !== undefined && hasEmail ? <Or /> : null}
      {hasEmail ? (
        <form method="post" action={paths.email} className="space-y-4">
          {hidden}
          <Input
            label={messages.email}
            name="email"
            type="email"
            autoComplete="email"
            inputMode="email"
            required
            maxLength={254}
            defaultValue={email}
            error={emailError}
            hint={messages.emailHint}
          />
          <Button
            tone={oidcHost === undefined ? 'primary' : 'quiet'}
            className="w-full"
            busy={messages.sending}
          >
            {messages.sendLink}
          </Button>
        </form>
      ) : null}
    </div>
  );
}

function Or(): ReactNode {
  return (
    <p className="flex items-center gap-4 text-muted text-sm before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {messages.or}
    </p>
  );
}
