import type { Secret } from '#lib/log/secret';
import { type SendFailure, sendOut } from '#lib/net/send-out';
import { createTargetGuard, type TargetGuard } from '#lib/net/target-guard';
import type { WebEnv } from '#web/env/web-env';

/** The staff's chat: takes one text at a time. */
export type Chat = { address: Secret; guard: TargetGuard };

export type ChatOutcome = { kind: 'taken' } | { kind: 'refused'; why: SendFailure | `status ${number}` };

const DEADLINE_MS = 10_000;

/** undefined: none is configured. */
export function openChat(
  env: Pick<WebEnv, 'STAFF_CHAT_WEBHOOK_URL' | 'STAFF_CHAT_INTERNAL'>,
): Chat | undefined {
  const { STAFF_CHAT_WEBHOOK_URL: address, STAFF_CHAT_INTERNAL: isInternal } = env;
  if (address === undefined) return undefined;
  const allowedOrigins = new Set(isInternal === undefined ? [] : [new URL(address.reveal()).origin]);
  return { address, guard: createTargetGuard({ allowedOrigins }) };
}

/**
 * Sends one text as generic JSON, which Slack, Mattermost, Google Chat and Teams take. What is answered is not read: it is
 * somebody else's text.
 */
export async function writeToChat({ address, guard }: Chat, text: string): Promise<ChatOutcome> {
  const outcome = await sendOut(guard, address.reveal(), {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ text }),
    deadlineMs: DEADLINE_MS,
    maxBodyBytes: 1,
  });
  if (outcome.kind === 'failed') return { kind: 'refused', why: outcome.why };
  const { status } = outcome;
  return status >= 200 && status < 300 ? { kind: 'taken' } : { kind: 'refused', why: `status ${status}` };
}
