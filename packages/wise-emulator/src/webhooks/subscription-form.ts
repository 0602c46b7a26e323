import * as z from 'zod';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import type { Settings } from '#emulator/kernel/settings/settings';
import { callbackProblem } from '#emulator/kernel/store/webhooks/callback-url';
import { type Domain, EVENT_TYPES } from './event-types';

const formSchema = z.object({
  name: z.string().trim().min(1).max(255),
  trigger_on: z.string().refine((type) => Object.hasOwn(EVENT_TYPES, type), 'no such event type'),
  delivery: z.object({ version: z.string(), url: z.string().max(2_048) }),
});

export type SubscriptionForm = z.output<typeof formSchema>;

export type Problem = { code: string; message: string; path: string };
export type Read = { ok: true; form: SubscriptionForm } | { ok: false; problems: Problem[] };

/** The body of a new subscription. The codes are documented (guides/developer/errors/webhooks). */
export function readSubscription(body: unknown, domain: Domain, rules: Settings['webhookUrls']): Read {
  const read = formSchema.safeParse(body);
  if (!read.success) {
    const problems = read.error.issues.map(({ message, path }) => invalid(path.join('.'), message));
    return { ok: false, problems };
  }
  const form = read.data;
  const problems = [...typeProblems(form, domain), ...urlProblems(form, rules)];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, form };
}

function typeProblems({ trigger_on: type, delivery }: SubscriptionForm, domain: Domain): Problem[] {
  const known = EVENT_TYPES[type];
  if (!known?.domains.includes(domain)) {
    const message = `${type} is not available for subscriptions of the ${domain}`;
    return [{ code: 'EVENT_TYPE_NOT_PERMITTED', message, path: 'trigger_on' }];
  }
  if (known.versions.includes(delivery.version)) return [];
  return [invalid('delivery.version', `${type} comes in ${known.versions.join(' and ')}`)];
}

function urlProblems({ delivery }: SubscriptionForm, rules: Settings['webhookUrls']): Problem[] {
  const problem = callbackProblem(delivery.url, rules);
  return problem === undefined
    ? []
    : [{ code: 'INVALID_CALLBACK_URL', message: problem, path: 'delivery.url' }];
}

function invalid(path: string, message: string): Problem {
  return { code: 'invalid', message, path };
}

/** Error shape 2 of docs/wise.md 8.1; the status is assumed. */
export function problemAnswer(problems: readonly Problem[]): Answer {
  const errors = problems.map((problem) => ({ ...problem, arguments: [problem.path] }));
  return jsonAnswer(422, JSON.stringify({ errors }));
}
