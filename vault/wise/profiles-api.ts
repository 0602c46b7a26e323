import { PERSONAL_PROFILE_FIELDS, type PersonalProfile } from '#lib/contract/wise-profiles';
import type { Secret } from '#lib/log/secret';
import { DEADLINES } from '#vault/runtime/deadlines';
import { type ApiAnswer, callApi, judgeApiAnswer } from './api-request';
import type { WiseClient } from './client';
import { wisePaths } from './paths';
import { refusedPath } from './refusals';
import { retryAfterSeconds } from './retry-after';
import { madeProfileSchema } from './schemas';

/** Every way the making of a profile can end (openapi.yml, profilePersonalCreate). */
export type NewProfileOutcome =
  | { kind: 'made'; profileId: string }
  /** 409: the user has one. */
  | { kind: 'exists' }
  /** By a name of our own list, never by Wise's text. */
  | { kind: 'refused'; field: string | null }
  | { kind: 'unauthorised' }
  /** Our client may not make profiles: Wise has to agree to it first. */
  | { kind: 'not_allowed' }
  | { kind: 'rate_limited'; retryAfterSeconds: number }
  /** Wise may have acted; the same again has no second effect. */
  | { kind: 'unavailable' };

/** Makes the personal profile of the user of this token. Never throws for what Wise or the network does. */
export async function createPersonalProfile(
  client: WiseClient,
  access: Secret,
  { profile, idempotencyKey }: { profile: PersonalProfile; idempotencyKey: string },
): Promise<NewProfileOutcome> {
  const answer = await callApi(client, {
    method: 'POST',
    path: wisePaths(client.config.apiVersion).personalProfile,
    access,
    headers: { 'x-idempotence-uuid': idempotencyKey },
    body: JSON.stringify(profile),
    deadlineMs: DEADLINES.apiCallMs,
  });
  return answer === undefined ? { kind: 'unavailable' } : judgeNewProfile(answer);
}

/** What an answer to it means; one that cannot be read is an outage, after which the same is sent again. */
export function judgeNewProfile(answer: ApiAnswer): NewProfileOutcome {
  if (answer.status === 429)
    return { kind: 'rate_limited', retryAfterSeconds: retryAfterSeconds(answer.retryAfter) };
  if (answer.status === 409) return { kind: 'exists' };
  if (answer.status === 400 || answer.status === 422) {
    const path = refusedPath(answer);
    return path === undefined ? { kind: 'unavailable' } : { kind: 'refused', field: knownField(path) };
  }
  const made = judgeApiAnswer(answer, madeProfileSchema);
  switch (made.kind) {
    case 'ok':
      return { kind: 'made', profileId: made.value };
    case 'forbidden':
    case 'not_found':
      return { kind: 'not_allowed' };
    case 'unauthorised':
    case 'unavailable':
      return { kind: made.kind };
  }
}

/** The longest name of ours that Wise's path is, or lies in. */
function knownField(path: string | null): string | null {
  const parts = path?.split(/[.[\]]+/) ?? [];
  const names = parts.map((_, at) => parts.slice(0, parts.length - at).join('.'));
  return names.find((name) => PERSONAL_PROFILE_FIELDS.includes(name)) ?? null;
}
