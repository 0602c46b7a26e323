'use client';

import { type PublicKeyCredentialCreationOptionsJSON, startRegistration } from '@simplewebauthn/browser';
import { staffAccountMessages } from '#web/messages/staff/account';
import { Button } from '../../ui/button';
import { Input } from '../../ui/field';
import { PasskeyCeremony } from '../passkey-ceremony';

const messages = staffAccountMessages.add;

/** Adds a passkey with a one-time code. */
export function AddPasskey({ csrf, typed }: { csrf: string; typed: string | undefined }) {
  return (
    <PasskeyCeremony
      action="/staff/account/passkeys"
      csrf={csrf}
      className="space-y-4"
      ask={async (form) => ({
        path: '/staff/account/passkeys/begin',
        fields: { code: String(form.get('code') ?? '') },
      })}
      perform={create}
    >
      <Input
        label={messages.code}
        name="code"
        hint={messages.codeHint}
        required
        maxLength={60}
        autoComplete="off"
        spellCheck={false}
        className="max-w-sm"
      />
      <Input
        label={messages.name}
        name="name"
        id="new-name"
        hint={messages.nameHint}
        defaultValue={typed ?? messages.defaultName}
        required
        maxLength={60}
        dir="auto"
        autoComplete="off"
        className="max-w-sm"
      />
      <Button busy={messages.adding}>{messages.submit}</Button>
    </PasskeyCeremony>
  );
}

type Answer = { options: PublicKeyCredentialCreationOptionsJSON };

async function create(answer: unknown): Promise<Record<string, string> | null> {
  if (!isAnswer(answer)) return null;
  return { attestation: JSON.stringify(await startRegistration({ optionsJSON: answer.options })) };
}

const isAnswer = (answer: unknown): answer is Answer =>
  typeof answer === 'object' && answer !== null && 'options' in answer;
