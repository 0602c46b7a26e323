import {
  type OwnProfile,
  type PersonalTokenActInput,
  personalTokenActSchema,
  SEALED_TOKEN_MAX_LENGTH,
} from '#lib/contract/personal-token-acts';
import { AppError } from '#lib/errors/app-error';
import { assertStaffMay } from '#web/connections/staff-access';
import { webEnv } from '#web/env/web-env';
import { requestNonce, seeOther } from '#web/http/answer';
import type { Form } from '#web/http/form';
import { pageFrame, plainPage } from '#web/http/plain-page';
import { answerVaultSilence } from '#web/http/vault-silence';
import { labels } from '#web/messages/labels';
import { ownAccountsMessages } from '#web/messages/staff/own-accounts';
import { sessionClaim } from '#web/sessions/current-session';
import { answerStaffForm } from '#web/staff/answer-staff-form';
import { ADD_ACCOUNT_FORM } from '#web/staff/form-draft';
import { staffHref } from '#web/staff/navigation';
import { readStepUp } from '#web/staff/step-up';
import { actOnPersonalToken } from '#web/vault-client/personal-tokens';

const PAGE = '/staff/credentials/own-accounts';
const TYPED = {
  form: (form: Form) => (form.text('act', 40) === 'personal_token.store' ? ADD_ACCOUNT_FORM : undefined),
  fields: ['environment', 'profileId'],
};

/** What an admin does with a token of our own account: the form says which. The token in it is sealed for the vault. */
export function POST(request: Request): Promise<Response> {
  return answerStaffForm(request, { returnTo: PAGE, typed: TYPED }, async ({ staff, form, taken }) => {
    assertStaffMay(staff, 'manage_personal_tokens');
    const act = readAct(form);
    if (act === undefined) return seeOther(`${PAGE}?flash=not_sent`);
    return answerVaultSilence({ failedTo: `${PAGE}?flash=unanswered`, act: act.act }, async () => {
      const session = sessionClaim(request.headers, 'staff');
      const answer = await actOnPersonalToken({ session, act, stepUp: readStepUp(form) });
      if (answer.result === 'stored') taken();
      if (answer.result !== 'choose') return seeOther(`${PAGE}?flash=${answer.result}`);
      const environment = act.act === 'personal_token.store' ? act.environment : undefined;
      return choosePage(request, answer.profiles, environment);
    });
  });
}

/**
 * Undefined: a form that would bring a token came without one, from a page that could not seal it.
 *
 * @throws AppError BAD_REQUEST
 */
function readAct(form: Form): PersonalTokenActInput | undefined {
  const act = form.text('act', 40);
  const sealed = form.text('sealed', SEALED_TOKEN_MAX_LENGTH);
  const personalTokenId = form.text('personalTokenId', 36);
  const [environment, profileId = ''] = [form.text('environment', 20), form.text('profileId', 40)];
  const parts = {
    'personal_token.store': { act, environment, profileId, sealed },
    'personal_token.rotate': { act, personalTokenId, sealed },
    'personal_token.remove': { act, personalTokenId },
  };
  const isKnown = (name: string): name is keyof typeof parts => Object.hasOwn(parts, name);
  if (act !== undefined && isKnown(act)) {
    if (act !== 'personal_token.remove' && sealed === undefined) return undefined;
    const read = personalTokenActSchema.safeParse(parts[act]);
    if (read.success) return read.data;
  }
  throw new AppError('BAD_REQUEST', { log: 'no such act on a personal token' });
}

/** The profiles of the token's account, on a page that is not kept: Wise shows their ids nowhere. */
function choosePage(
  request: Request,
  profiles: readonly OwnProfile[],
  environment: string | undefined,
): Response {
  const { choose } = ownAccountsMessages;
  const links = profiles.map(({ profileId, type, name }) => ({
    href: staffHref(PAGE, { environment, profile: profileId }),
    text: choose.profile(name, labels.profileType[type], profileId),
  }));
  return plainPage({
    ...pageFrame(webEnv(), 'staff'),
    status: 200,
    title: choose.title,
    paragraphs: [choose.text],
    links: [...links, { href: PAGE, text: choose.back }],
    nonce: requestNonce(request),
  });
}

/** A restored tab, the address typed again. */
export async function GET(): Promise<Response> {
  return seeOther(PAGE);
}
