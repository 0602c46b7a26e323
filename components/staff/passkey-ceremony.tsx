'use client';

import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { staffAccountMessages } from '#web/messages/staff/account';
import { FORM_IDLE } from '../ui/busy-button';
import { ButtonLink } from '../ui/button';
import { Notice } from '../ui/notice';

const messages = staffAccountMessages.ceremony;

type Problem = { title: string; text: string; link?: string };
/** Hidden fields that the form is sent with. */
type Proof = Record<string, string>;

export type Asked = {
  path: string;
  fields: Record<string, string>;
  /** What the form is sent with besides. */
  sent?: Proof;
};

type CeremonyProps = {
  action: string;
  csrf: string;
  className?: string | undefined;
  /** How our server is asked what the passkey is to sign. Null: what it said before is said best by the form's own route. */
  ask: (form: FormData) => Promise<Asked | null>;
  /** Asks the passkey; what the server answered is checked there again. Null: there is no passkey to ask. */
  perform: (answer: unknown) => Promise<Proof | null>;
  children: ReactNode;
};

/**
 * A form that a passkey has to sign before it is sent: an ordinary POST with hidden fields. Nothing is lost when it comes to
 * nothing: what was typed stays, and the button works again.
 */
export function PasskeyCeremony({ action, csrf, className, ask, perform, children }: CeremonyProps) {
  const proof = useRef<HTMLSpanElement>(null);
  const [problem, setProblem] = useState<Problem>();
  const send = async (form: HTMLFormElement) => {
    setProblem(undefined);
    const outcome = await run(new FormData(form), { ask, csrf, perform });
    if ('title' in outcome) {
      setProblem(outcome);
      form.dispatchEvent(new Event(FORM_IDLE));
      return;
    }
    proof.current?.replaceChildren(...Object.entries(outcome.proof).map(hiddenField));
    form.submit();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    // a second press: the button has stopped it, and the first one is under way
    if (event.isDefaultPrevented()) return;
    event.preventDefault();
    void send(event.currentTarget);
  };
  return (
    <form method="post" action={action} onSubmit={submit} className={className}>
      <input type="hidden" name="csrf" value={csrf} />
      <span ref={proof} hidden />
      <noscript>
        <p className="font-medium text-sm">{messages.noJavaScript}</p>
      </noscript>
      {children}
      <div role="alert">
        {problem === undefined ? null : (
          <Notice tone="warn" title={problem.title}>
            <p>{problem.text}</p>
            {problem.link === undefined ? null : (
              <ButtonLink href="/staff/account#add">{problem.link}</ButtonLink>
            )}
          </Notice>
        )}
      </div>
    </form>
  );
}

async function run(
  form: FormData,
  { ask, csrf, perform }: Pick<CeremonyProps, 'ask' | 'csrf' | 'perform'>,
): Promise<Problem | { proof: Proof }> {
  const library = await import('@simplewebauthn/browser').catch(() => undefined);
  if (library === undefined) return messages.unreachable;
  if (!library.browserSupportsWebAuthn()) return messages.unsupported;
  const asked = await ask(form).catch(() => undefined);
  if (asked === undefined) return messages.unreachable;
  if (asked === null) return { proof: {} };
  const { path, fields, sent } = asked;
  const answer = await postFields(path, { csrf, ...fields }).catch(() => undefined);
  if (answer === undefined) return messages.unreachable;
  const content: unknown = await answer.json().catch(() => undefined);
  if (answer.status === 422) return { ...messages.failed, title: messages.refused, ...textOf(content) };
  // signed out, a field that is wrong, a vault that is silent: the form's own route says it best, and does nothing
  if (!answer.ok) return { proof: {} };
  try {
    const proof = await perform(content);
    return proof === null ? messages.noPasskey : { proof: { ...sent, ...proof } };
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    return name === 'NotAllowedError' || name === 'AbortError' ? messages.cancelled : messages.failed;
  }
}

/** A question of a script to one of our own routes. */
export function postFields(path: string, fields: Record<string, string>): Promise<Response> {
  return fetch(path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'error' });
}

function textOf(content: unknown): { text?: string } {
  const has = typeof content === 'object' && content !== null && 'text' in content;
  return has && typeof content.text === 'string' ? { text: content.text } : {};
}

function hiddenField([name, value]: [string, string]): HTMLInputElement {
  const input = document.createElement('input');
  input.type = 'hidden';
  input.name = name;
  input.value = value;
  return input;
}
