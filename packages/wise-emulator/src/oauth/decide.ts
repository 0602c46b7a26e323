import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerWithFaults } from '#emulator/kernel/faults/with-faults';
import { type Answer, pageAnswer, redirectAnswer } from '#emulator/kernel/http/answer';
import { formOf } from '#emulator/kernel/http/form';
import type { EmulatorState } from '#emulator/kernel/state';
import type { WiseUser } from '#emulator/kernel/store/people/types';
import { signedInUser } from './account/session';
import { type AuthoriseRequest, checkAuthoriseRequest } from './authorise-request';
import { authoriseRefusedPage, deniedPage } from './pages/outcome-pages';
import { appendQuery } from './redirect-back';

/** The consent form's answer: give access, or deny. */
export function addDecision(server: FastifyInstance, state: EmulatorState): void {
  server.post('/oauth/authorize/decision', (request, reply) =>
    answerWithFaults(state, 'authorise', request, reply, () => decide(state, request)),
  );
}

function decide(state: EmulatorState, request: FastifyRequest): Answer {
  const form = formOf(request.body);
  const check = checkAuthoriseRequest(state.clients, form);
  if (!check.ok) return pageAnswer(400, authoriseRefusedPage(check.reason));
  const asked = check.request;
  const user = signedInUser(state, request);
  if (!user) {
    const again = { client_id: asked.client.clientId, redirect_uri: asked.redirectUri, state: asked.state };
    return redirectAnswer(appendQuery('/oauth/authorize/', again));
  }
  switch (form.get('decision')) {
    case 'give':
      return giveAccess(state, user, asked, form.get('profile_id'));
    case 'deny':
      return deny(state, user, asked);
    default:
      return pageAnswer(400, authoriseRefusedPage('Neither "Give access" nor "Deny" was chosen.'));
  }
}

function giveAccess(
  state: EmulatorState,
  user: WiseUser,
  asked: AuthoriseRequest,
  chosen: string | null,
): Answer {
  const profileId = user.profiles.length === 0 ? null : chosen;
  if (profileId !== null && !state.people.profileOf(user.id, profileId)) {
    return pageAnswer(400, authoriseRefusedPage('This profile does not belong to you.'));
  }
  if (profileId === null && user.profiles.length > 0) {
    return pageAnswer(400, authoriseRefusedPage('No profile was chosen.'));
  }
  const { client, redirectUri } = asked;
  const { codeSeconds, noProfileOmitsProfileId } = state.settings.current;
  const now = state.clock.now();
  const facts = { clientId: client.clientId, userId: user.id, profileId, redirectUri };
  const { code } = state.codes.issue({ ...facts, expiresAt: now + codeSeconds * 1000 });
  state.log.append({ type: 'authorise.code_issued', code, ...facts, state: asked.state ?? null }, now);
  const shownProfile = profileId ?? (noProfileOmitsProfileId ? undefined : '');
  return redirectAnswer(appendQuery(redirectUri, { code, state: asked.state, profileId: shownProfile }));
}

/** Wise promises no redirect after a refusal: at best its own page has a link back (docs/wise.md 1.5). */
function deny(state: EmulatorState, user: WiseUser, asked: AuthoriseRequest): Answer {
  const { client, redirectUri } = asked;
  state.log.append(
    {
      type: 'authorise.denied',
      clientId: client.clientId,
      userId: user.id,
      redirectUri,
      state: asked.state ?? null,
    },
    state.clock.now(),
  );
  const { denial } = state.settings.current;
  if (denial === 'no-way-back') return pageAnswer(200, deniedPage(client.name, undefined));
  const wayBack = appendQuery(redirectUri, {
    error: 'access_denied',
    error_description: 'The user denied access',
    state: denial === 'link' ? asked.state : undefined,
  });
  return pageAnswer(200, deniedPage(client.name, wayBack));
}
