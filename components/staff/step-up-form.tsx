'use client';

import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import type { ReactNode } from 'react';
import { type Asked, PasskeyCeremony } from './passkey-ceremony';

type StepUpFormProps = {
  /** Where the act is done: a route that hands `readStepUp(form)` to the vault. */
  action: string;
  csrf: string;
  /** What is approved, as `stepUpActSchema` has it, but for the parts that are typed into this form. */
  act: { act: string } & Readonly<Record<string, unknown>>;
  /** Fields of this form that are parts of the act, under the same name. */
  fields?: readonly string[];
  className?: string;
  children: ReactNode;
};

/** A form whose act is approved with a passkey: the vault does exactly what was signed, once (design 4.19). */
export function StepUpForm({ action, csrf, act, fields = [], className, children }: StepUpFormProps) {
  const ask = async (form: FormData) => askForAct(act, fields, form);
  return (
    <PasskeyCeremony action={action} csrf={csrf} className={className} ask={ask} perform={approve}>
      {children}
    </PasskeyCeremony>
  );
}

/** The question of an act, with those of its parts that were typed. */
export function askForAct(act: StepUpFormProps['act'], fields: readonly string[], form: FormData): Asked {
  const typed = Object.fromEntries(fields.map((name) => [name, String(form.get(name) ?? '')]));
  return { path: '/staff/step-up', fields: { act: JSON.stringify({ ...act, ...typed }) } };
}

type Begun = { kind: 'begun'; id: string; options: PublicKeyCredentialRequestOptionsJSON };

/** Asks the passkey for what the vault began. */
export async function approve(answer: unknown): Promise<Record<string, string> | null> {
  if (!isBegun(answer)) return null;
  // fetched when a form is sent: lists carry such forms too, and most visits send none
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const assertion = await startAuthentication({ optionsJSON: answer.options });
  return { step_up: answer.id, assertion: JSON.stringify(assertion) };
}

const isBegun = (answer: unknown): answer is Begun =>
  typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'begun';
