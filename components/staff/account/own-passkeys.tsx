import { staffAccountMessages } from '#web/messages/staff/account';
import type { PasskeyView } from '#web/staff/account';
import { Tag } from '../../ui/badge';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { Input } from '../../ui/field';
import { Time } from '../../ui/time';
import { StepUpForm } from '../step-up-form';

const messages = staffAccountMessages.passkeys;

type OwnPasskeysProps = {
  passkeys: readonly PasskeyView[];
  csrf: string;
  timeZone: string;
  /** The name that was typed for one, and not kept. */
  typed: (passkeyId: string) => string | undefined;
};

/** The passkeys of whoever looks: renamed here, and removed with an approval. */
export function OwnPasskeys({ passkeys, csrf, timeZone, typed }: OwnPasskeysProps) {
  if (passkeys.length === 0) return <p className="leading-6">{messages.none}</p>;
  return (
    <ul className="divide-y divide-line">
      {passkeys.map((passkey) => (
        <li key={passkey.id} className="py-4 first:pt-0 last:pb-0">
          <p className="font-medium">
            <Bidi text={passkey.name} /> {passkey.isBackedUp ? <Tag>{messages.synced}</Tag> : null}
          </p>
          <p className="text-muted text-sm leading-6">
            {messages.added}
            <Time at={passkey.createdAt} timeZone={timeZone} />
            {passkey.lastUsedAt === null ? (
              messages.neverUsed
            ) : (
              <>
                {messages.lastUsed}
                <Time at={passkey.lastUsedAt} timeZone={timeZone} />
              </>
            )}
          </p>
          <Change passkey={passkey} csrf={csrf} typed={typed(passkey.id)} />
        </li>
      ))}
    </ul>
  );
}

type ChangeProps = { passkey: PasskeyView; csrf: string; typed: string | undefined };

function Change({ passkey: { id, name }, csrf, typed }: ChangeProps) {
  const path = `/staff/account/passkeys/${id}`;
  return (
    <div className="mt-3 flex flex-wrap items-end gap-4">
      <form method="post" action={`${path}/rename`} className="flex flex-wrap items-end gap-3">
        <input type="hidden" name="csrf" value={csrf} />
        <Input
          label={messages.name}
          name="name"
          id={`name-${id}`}
          defaultValue={typed ?? name}
          required
          maxLength={60}
          dir="auto"
          autoComplete="off"
        />
        <Button tone="quiet" busy={messages.renaming} aria-label={messages.renameOne(name)}>
          {messages.rename}
        </Button>
      </form>
      <StepUpForm action={`${path}/remove`} csrf={csrf} act={{ act: 'passkey.remove', passkeyId: id }}>
        <Button tone="quiet" busy={messages.removing} aria-label={messages.removeOne(name)}>
          {messages.remove}
        </Button>
      </StepUpForm>
    </div>
  );
}
