import * as z from 'zod';
import { Secret } from '#lib/log/secret';
import { DEADLINES } from '#vault/runtime/deadlines';
import { type ApiAnswer, callApi, getFromWise, judgeApiAnswer } from './api-request';
import type { WiseClient } from './client';
import { judgeMaking, type NotMade } from './judge-making';
import type { ApiOutcome, WiseProfile } from './outcomes';
import { wisePaths } from './paths';
import { ownProfilesSchema, userSchema } from './schemas';

// Users that a partner makes (docs/wise.md 7): openapi.yml userCreate, claimAccountCreate.

const MAX_BODY_BYTES = 256 * 1024;

/** Every way a sign-up can end. `there`: somebody has this e-mail address at Wise; it may be us, in a call whose answer was lost. */
export type SignUpOutcome =
  | { kind: 'created'; userId: string }
  | { kind: 'refused'; field: 'email' | 'language' | 'other' }
  | Exclude<NotMade, { kind: 'refused' }>;

export type NewWiseUser = { email: string; registrationCode: Secret; language: string | null };

const claimSchema = z
  .object({ claimAccountCode: z.string().regex(/^[\x21-\x7e]{1,4096}$/) })
  .transform(({ claimAccountCode }) => new Secret(claimAccountCode));

/** Makes a Wise user with a code of ours. Never throws for what Wise or the network does. */
export async function signUp(
  client: WiseClient,
  application: Secret,
  { email, registrationCode, language }: NewWiseUser,
): Promise<SignUpOutcome> {
  const body = {
    email,
    registrationCode: registrationCode.reveal(),
    ...(language === null ? {} : { language }),
  };
  const answer = await post(client, wisePaths(client.config.apiVersion).signUp, application, body);
  return answer === undefined ? { kind: 'unavailable' } : judgeSignUp(answer);
}

/** A code that lets the user of this token take the account over, for five minutes. */
export async function claimAccount(
  client: WiseClient,
  access: Secret,
  registrationCode: Secret,
): Promise<ApiOutcome<Secret>> {
  const body = { registrationCode: registrationCode.reveal() };
  const answer = await post(client, wisePaths(client.config.apiVersion).claimAccount, access, body);
  return answer === undefined ? { kind: 'unavailable' } : judgeApiAnswer(answer, claimSchema);
}

function post(
  client: WiseClient,
  path: string,
  token: Secret,
  body: Record<string, unknown>,
): Promise<ApiAnswer | undefined> {
  return callApi(client, {
    method: 'POST',
    path,
    access: token,
    body: JSON.stringify(body),
    deadlineMs: DEADLINES.apiCallMs,
    maxBodyBytes: MAX_BODY_BYTES,
  });
}

/** What an answer to a sign-up means. */
export function judgeSignUp(answer: ApiAnswer): SignUpOutcome {
  const judged = judgeMaking(answer, userSchema);
  if (judged.kind === 'made') return { kind: 'created', userId: judged.value.userId };
  if (judged.kind !== 'refused') return judged;
  const { path } = judged;
  return { kind: 'refused', field: path === 'email' || path === 'language' ? path : 'other' };
}

export type OwnAccount = { userId: string; profiles: (WiseProfile & { country: string | null })[] };

/** Whose account a personal token opens, and its profiles. Never throws for what Wise or the network does. */
export async function readOwnAccount(client: WiseClient, token: Secret): Promise<ApiOutcome<OwnAccount>> {
  const me = await client.me(token);
  if (me.kind !== 'ok') return me;
  const listed = await getFromWise(client, {
    path: wisePaths(client.config.apiVersion).profiles,
    access: token,
    schema: ownProfilesSchema,
    deadlineMs: DEADLINES.apiCallMs,
  });
  return listed.kind === 'ok'
    ? { kind: 'ok', value: { userId: me.value.userId, profiles: listed.value } }
    : listed;
}
