import * as z from 'zod';
import { Secret } from '#lib/log/secret';
import { readUuid } from '#lib/text/uuid';
import { callApi, judgeApiAnswer } from './api-request';
import type { WiseClient } from './client';
import type { ApiOutcome } from './outcomes';
import { kycReviewPath } from './paths';

const MAX_BODY_BYTES = 256 * 1024;

/** `link` is there only while the review waits for the customer. Its value has a one-time token in its query. */
const hostedSchema = z
  .object({ link: z.object({ value: z.string().min(1).max(4_096) }).nullish() })
  .transform(({ link }) => (link ? new Secret(link.value) : null));

export type HostedPageAsk = {
  access: Secret;
  profileId: string;
  reviewId: string;
  /** Where Wise's page leads back to; Wise adds `status` to its query. */
  redirectUrl: string;
  deadlineMs: number;
};

/**
 * Asks for the address of Wise's page of a KYC review (openapi.yml, kycReviewRedirectUrlUpdate): good once, for a few minutes.
 * null: Wise has none, because it waits for nothing. Never throws for what Wise or the network does.
 */
export async function askForHostedPage(
  client: WiseClient,
  { access, profileId, reviewId, redirectUrl, deadlineMs }: HostedPageAsk,
): Promise<ApiOutcome<Secret | null>> {
  // both were told by webhooks: only what they have to look like may become part of a path
  if (!/^\d{1,19}$/.test(profileId) || readUuid(reviewId) === undefined) return { kind: 'not_found' };
  const answer = await callApi(client, {
    method: 'PATCH',
    path: kycReviewPath(client.config.apiVersion, profileId, reviewId),
    access,
    body: JSON.stringify({ redirectUrl }),
    deadlineMs,
    maxBodyBytes: MAX_BODY_BYTES,
  });
  return answer === undefined ? { kind: 'unavailable' } : judgeApiAnswer(answer, hostedSchema);
}

/** Whether an address of Wise's answer is a page of these origins: a browser is sent nowhere else. */
export function isOnOrigin(address: Secret, origins: readonly string[]): boolean {
  const url = URL.canParse(address.reveal()) ? new URL(address.reveal()) : null;
  return url !== null && url.username === '' && url.password === '' && origins.includes(url.origin);
}
