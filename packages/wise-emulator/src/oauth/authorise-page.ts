import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerWithFaults } from '#emulator/kernel/faults/with-faults';
import { type Answer, pageAnswer } from '#emulator/kernel/http/answer';
import { queryOf } from '#emulator/kernel/http/form';
import type { EmulatorState } from '#emulator/kernel/state';
import { signedInUser } from './account/session';
import { answerClaimLink } from './account/take-over-page';
import { checkAuthoriseRequest } from './authorise-request';
import { consentPage } from './pages/consent-page';
import { authoriseErrorPage, authoriseRefusedPage } from './pages/outcome-pages';
import { signInPage } from './pages/sign-in-page';
import { appendQuery } from './redirect-back';

/** `GET /oauth/authorize`, with and without a trailing slash. */
export function addAuthorisePage(server: FastifyInstance, state: EmulatorState): void {
  state.endpoints.add('authorise');
  for (const path of ['/oauth/authorize', '/oauth/authorize/']) {
    server.get(path, (request, reply) =>
      answerWithFaults(state, 'authorise', request, reply, () => showAuthorisePage(state, request)),
    );
  }
}

function showAuthorisePage(state: EmulatorState, request: FastifyRequest): Answer {
  const params = queryOf(request.url);
  const user = signedInUser(state, request);
  const check = checkAuthoriseRequest(state.clients, params);
  const { authoriseError } = state.settings.current;
  const claimCode = params.get('claim_account_code');
  const page = claimCode !== null ? 'take-over' : user ? 'consent' : 'sign-in';
  const shown = !check.ok ? 'refused' : authoriseError ? 'error' : page;
  state.log.append(
    {
      type: 'authorise.page',
      clientId: params.get('client_id'),
      redirectUri: params.get('redirect_uri'),
      state: params.get('state'),
      userId: user?.id ?? null,
      shown,
    },
    state.clock.now(),
  );
  if (!check.ok) return pageAnswer(400, authoriseRefusedPage(check.reason));
  const asked = check.request;
  if (authoriseError) {
    const facts = {
      error: authoriseError,
      error_description: 'Something went wrong at Wise.',
      state: asked.state,
    };
    return pageAnswer(200, authoriseErrorPage(asked.client.name, appendQuery(asked.redirectUri, facts)));
  }
  if (claimCode !== null) {
    const { client, redirectUri, state: sent } = asked;
    const next = appendQuery('/oauth/authorize/', {
      client_id: client.clientId,
      redirect_uri: redirectUri,
      state: sent,
    });
    return answerClaimLink(state, client.clientId, claimCode, next);
  }
  if (!user) return pageAnswer(200, signInPage(state.people, request.url, asked.client.name));
  return pageAnswer(200, consentPage(user, asked, request.url));
}
