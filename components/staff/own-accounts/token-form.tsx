'use client';

import { type ReactNode, useId, useRef } from 'react';
import type { SealingAct, SealingKey } from '#lib/contract/personal-token-acts';
import { ownAccountsMessages } from '#web/messages/staff/own-accounts';
import { UnsentInput } from '../../ui/field';
import { PasskeyCeremony, postFields } from '../passkey-ceremony';
import { approve, askForAct } from '../step-up-form';

const { form: messages } = ownAccountsMessages;

type TokenFormProps = {
  /** Where the act is done, and below which a key is made. */
  path: string;
  csrf: string;
  act: { act: SealingAct } & Readonly<Record<string, string>>;
  /** Fields of this form that are parts of the act. */
  fields?: readonly string[];
  maxLength: number;
  children: ReactNode;
};

/**
 * A form whose token is sealed for the vault before it leaves the page. The passkey then approves that very ciphertext, and our web server
 * is given nothing else (decision 097).
 */
export function TokenForm({ path, csrf, act, fields = [], maxLength, children }: TokenFormProps) {
  const id = useId();
  const token = useRef<HTMLInputElement>(null);
  const ask = async (form: FormData) => {
    const answer = await postFields(`${path}/key`, { csrf, act: act.act });
    if (!answer.ok) return null;
    const key: SealingKey = await answer.json();
    // fetched when a token is typed: most visits only look
    const { sealToken } = await import('./seal-token');
    const sealed = await sealToken(token.current?.value ?? '', key);
    return { ...askForAct({ ...act, sealed }, fields, form), sent: { sealed } };
  };
  return (
    <PasskeyCeremony action={`${path}/act`} csrf={csrf} className="space-y-4" ask={ask} perform={approve}>
      <input type="hidden" name="act" value={act.act} />
      <UnsentInput
        ref={token}
        id={id}
        type="password"
        label={messages.token}
        hint={messages.tokenHint}
        required
        maxLength={maxLength}
        autoComplete="off"
        spellCheck={false}
      />
      {children}
    </PasskeyCeremony>
  );
}
