import { PERSONAL_PROFILE_FIELDS, type PersonalProfile } from '#lib/contract/wise-profiles';
import type { Secret } from '#lib/log/secret';
import { DEADLINES } from '#vault/runtime/deadlines';
import { type ApiAnswer, callApi } from './api-request';
import type { WiseClient } from './client';
import { judgeMaking, type NotMade } from './judge-making';
import { wisePaths } from './paths';
import { madeProfileSchema } from './schemas';

/** Every way the making of a profile can end (openapi.yml, profilePersonalCreate). */
export type NewProfileOutcome =
  | { kind: 'made'; profileId: string }
  /** By a name of our own list, never by Wise's text. */
  | { kind: 'refused'; field: string | null }
  | Exclude<NotMade, { kind: 'refused' }>;

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

function judgeNewProfile(answer: ApiAnswer): NewProfileOutcome {
  const judged = judgeMaking(answer, madeProfileSchema);
  if (judged.kind === 'made') return { kind: 'made', profileId: judged.value };
  return judged.kind === 'refused' ? { kind: 'refused', field: knownField(judged.path) } : judged;
}

/** The longest name of ours that Wise's path is, or lies in. */
function knownField(path: string | null): string | null {
  const parts = path?.split(/[.[\]]+/) ?? [];
  const names = parts.map((_, at) => parts.slice(0, parts.length - at).join('.'));
  return names.find((name) => PERSONAL_PROFILE_FIELDS.includes(name)) ?? null;
}
