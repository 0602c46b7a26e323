import { z } from 'zod';
import { CLOCK_LABELS, clockSettings } from '#emulator/kernel/settings/clock';
import { ANSWER_LABELS, answerSettings } from '#emulator/kernel/settings/http';
import { JOSE_LABELS, joseSettings } from '#emulator/kernel/settings/jose';
import { LIMIT_LABELS, limitSettings } from '#emulator/kernel/settings/limits';
import { MONEY_CHOICES, MONEY_LABELS, moneySettings } from '#emulator/kernel/settings/money';
import { mtlsSettings } from '#emulator/kernel/settings/mtls';
import {
  AUTHORISE_CHOICES,
  AUTHORISE_LABELS,
  authoriseSettings,
  TOKEN_CHOICES,
  TOKEN_LABELS,
  tokenSettings,
} from '#emulator/kernel/settings/oauth';
import { REFUSAL_CHOICES, REFUSAL_LABELS, refusalSettings } from '#emulator/kernel/settings/refusals';
import { SCA_LABELS, scaSettings } from '#emulator/kernel/settings/sca';
import { SIGN_UP_CHOICES, SIGN_UP_LABELS, signUpSettings } from '#emulator/kernel/settings/sign-up';
import { WEBHOOK_CHOICES, WEBHOOK_LABELS, webhookSettings } from '#emulator/kernel/settings/webhooks';
import type { EmulatorState } from '#emulator/kernel/state';

/** Settings of one subject, as the control page shows them. */
export type SwitchGroup = {
  id: string;
  title: string;
  shape: Record<string, z.ZodType>;
  labels: Record<string, string>;
  /** What the values of a choice mean, where their names do not say it. */
  choices?: Record<string, Record<string, string>>;
};

/** A row for each subject that keeps its settings beside its own code. */
export const SWITCH_GROUPS: readonly SwitchGroup[] = [
  {
    id: 'tokens',
    title: 'Tokens',
    shape: tokenSettings,
    labels: TOKEN_LABELS,
    choices: TOKEN_CHOICES,
  },
  {
    id: 'refusals',
    title: 'Ends and refusals',
    shape: refusalSettings,
    labels: REFUSAL_LABELS,
    choices: REFUSAL_CHOICES,
  },
  {
    id: 'authorise',
    title: 'Authorise page',
    shape: authoriseSettings,
    labels: AUTHORISE_LABELS,
    choices: AUTHORISE_CHOICES,
  },
  {
    id: 'sign-up',
    title: 'Users made by API',
    shape: signUpSettings,
    labels: SIGN_UP_LABELS,
    choices: SIGN_UP_CHOICES,
  },
  { id: 'clock', title: 'Clock', shape: clockSettings, labels: CLOCK_LABELS },
  { id: 'limits', title: 'Rate limits', shape: limitSettings, labels: LIMIT_LABELS },
  {
    id: 'mtls',
    title: 'mTLS',
    shape: mtlsSettings,
    labels: {
      mtlsRefusal: 'Without a good client certificate',
      mtlsTokenBinding: 'A token works with which certificate of its client',
      mtlsServerCertificate: 'Certificate of the mTLS host',
      mtlsClientCertificatesExpired: 'All client certificates have expired',
    } satisfies Record<keyof typeof mtlsSettings, string>,
  },
  { id: 'jose', title: 'JOSE', shape: joseSettings, labels: JOSE_LABELS },
  { id: 'sca', title: 'Strong customer authentication', shape: scaSettings, labels: SCA_LABELS },
  {
    id: 'webhooks',
    title: 'Webhooks',
    shape: webhookSettings,
    labels: WEBHOOK_LABELS,
    choices: WEBHOOK_CHOICES,
  },
  { id: 'money', title: 'Money', shape: moneySettings, labels: MONEY_LABELS, choices: MONEY_CHOICES },
  { id: 'answers', title: 'All answers', shape: answerSettings, labels: ANSWER_LABELS },
];

/** Takes over one group as filled in. A box that is not ticked is not sent at all: it is off. */
export function saveSwitches(state: EmulatorState, fields: URLSearchParams): void {
  const group = SWITCH_GROUPS.find(({ id }) => id === fields.get('group'));
  if (!group) return;
  const filled = Object.entries(group.shape).map(([name, type]) => [
    name,
    readSwitch(type, fields.get(name)),
  ]);
  state.settings.merge(Object.fromEntries(filled));
}

function readSwitch(type: z.ZodType, text: string | null): unknown {
  if (type instanceof z.ZodBoolean) return text !== null;
  if (type instanceof z.ZodNumber) return Number(text ?? '');
  return text === '' && type.safeParse(null).success ? null : (text ?? undefined);
}

/** What the control page calls a setting. */
export function labelOfSetting(name: string): string {
  return SWITCH_GROUPS.find(({ labels }) => name in labels)?.labels[name] ?? name;
}
