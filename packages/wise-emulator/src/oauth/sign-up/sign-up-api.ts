import type { FastifyInstance } from 'fastify';
import { jsonAnswer } from '#emulator/kernel/http/answer';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { userJson } from '#emulator/kernel/store/people/wire';
import { makeUser } from './make-user';
import { isEmail, readSignUp, readText } from './sign-up-form';
import { emailTaken, noEmail, notValid } from './sign-up-refusals';

/** Users by API (openapi.yml, userCreate, userCheckExists, claimAccountCreate; docs/wise.md 7). */
export function addSignUp(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'POST',
    path: '/v1/user/signup/registration_code',
    endpoint: 'sign-up',
    token: 'application',
    answer: ({ request, token: { clientId }, now }) => {
      const read = readSignUp(request.body);
      if (!read.ok) return read.answer;
      if (isTaken(state, read.form.email)) {
        return emailTaken(read.form.email, state.settings.current);
      }
      return jsonAnswer(200, userJson(makeUser(state, clientId, read.form, now), true));
    },
  });

  addWiseRoute(server, state, {
    method: 'POST',
    path: '/v1/users/exists',
    endpoint: 'user-exists',
    token: 'application',
    answer: ({ request }) => {
      const read = readText(request.body, 'email');
      if (!read.ok) return read.answer;
      if (!isEmail(read.form)) return noEmail();
      return jsonAnswer(200, JSON.stringify({ exists: isTaken(state, read.form) }));
    },
  });

  addWiseRoute(server, state, {
    method: 'POST',
    path: '/v1/user/claim-account',
    endpoint: 'claim-account',
    token: 'user',
    answer: ({ request, token: { clientId, userId }, now }) => {
      const read = readText(request.body, 'registrationCode');
      if (!read.ok) return read.answer;
      const signUp = state.signUps.of(userId);
      const isTheirs = signUp?.clientId === clientId && signUp.registrationCode === read.form;
      if (!isTheirs || signUp.isTakenOver) return notValid('registrationCode', 'not a code of this user');
      const claimAccountCode = state.signUps.issueClaim(
        signUp,
        now + state.settings.current.claimCodeSeconds * 1000,
      );
      state.log.append({ type: 'user.claim_code_issued', userId, clientId }, now);
      return jsonAnswer(200, JSON.stringify({ claimAccountCode }));
    },
  });
}

function isTaken({ people, settings }: EmulatorState, email: string): boolean {
  const owners = people.withEmail(email);
  return owners.some(({ id }) => people.isActive(id) || !settings.current.closedAccountFreesEmail);
}
