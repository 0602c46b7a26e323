import type { FastifyInstance } from 'fastify';
import type { Answer } from '#emulator/kernel/http/answer';
import { forbidden } from '#emulator/kernel/http/bearer';
import { losslessAnswer, losslessBodyOf } from '#emulator/kernel/http/lossless';
import { invalidRequest, notFound } from '#emulator/kernel/http/problem';
import { refusalOf } from '#emulator/kernel/http/zod-refusal';
import { addWiseRoute, type WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import type { Recipient } from '#emulator/kernel/store/money/recipients';
import { forGrantedProfile, type Owner } from '../resources/for-granted-profile';
import { readRecipient } from './recipient-form';
import { recipientJson, recipientJsonV1 } from './recipient-json';
import { listQuery, pageJson } from './recipient-list';

/** Recipients: `/v2/accounts`, and `POST /v1/accounts` to make one (openapi.yml, tag `recipient`). */
export function addRecipients(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'POST',
    path: '/v1/accounts',
    endpoint: 'recipient:create',
    token: 'user',
    answer: (call) => create(state, call),
  });
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v2/accounts',
    endpoint: 'recipients',
    token: 'user',
    answer: (call) => list(state, call),
  });
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v2/accounts/:accountId',
    endpoint: 'recipient',
    token: 'user',
    answer: (call) => forRecipient(state, call, (recipient) => losslessAnswer(200, recipientJson(recipient))),
  });
  addWiseRoute(server, state, {
    method: 'DELETE',
    path: '/v2/accounts/:accountId',
    endpoint: 'recipient:deactivate',
    token: 'user',
    answer: (call) => forRecipient(state, call, deactivate),
  });
}

/** The deprecated shapes, which many clients still read. */
export function addRecipientsV1(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/accounts',
    isCalVer: false,
    endpoint: 'recipients:v1',
    token: 'user',
    answer: (call) => {
      const asked = call.query.get('profileId') ?? call.query.get('profile') ?? undefined;
      const currency = call.query.get('currency');
      return forGrantedProfile(state, call, asked, ({ profile }) => {
        const found = state.recipients
          .of(profile.id)
          .filter((each) => each.isActive && (currency === null || each.currency.code === currency));
        return losslessAnswer(
          200,
          found.map((each) => recipientJsonV1(each, profile.type === 'BUSINESS')),
        );
      });
    },
  });
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/accounts/:accountId',
    isCalVer: false,
    endpoint: 'recipient:v1',
    token: 'user',
    answer: (call) =>
      forRecipient(state, call, (recipient, { profile }) =>
        losslessAnswer(200, recipientJsonV1(recipient, profile.type === 'BUSINESS')),
      ),
  });
}

function forRecipient(
  state: EmulatorState,
  call: WiseCall,
  answer: (recipient: Recipient, owner: Owner) => Answer,
): Answer {
  return forGrantedProfile(state, call, undefined, (owner) => {
    const recipient = state.recipients.find(owner.profile.id, call.params.accountId ?? '');
    return recipient ? answer(recipient, owner) : notFound('Recipient');
  });
}

function list(state: EmulatorState, call: WiseCall): Answer {
  const asked = listQuery.safeParse(Object.fromEntries(call.query));
  if (!asked.success) return refusalOf(asked.error);
  const { data } = asked;
  return forGrantedProfile(state, call, data.profileId ?? data.profile, ({ profile }) =>
    losslessAnswer(200, pageJson(state.recipients.of(profile.id), data)),
  );
}

function create(state: EmulatorState, call: WiseCall): Answer {
  const form = readRecipient(losslessBodyOf(call.request));
  if (!form.ok) return invalidRequest(form.errors, 400);
  return forGrantedProfile(state, call, form.profile, ({ user, profile }) => {
    const id = state.ids.next(profile.id, 40_000_000n);
    const recipient = { ...form.recipient, id, userId: user.id, profileId: profile.id, isActive: true };
    state.recipients.add(recipient);
    const { newRecipientAnswer } = state.settings.current;
    return losslessAnswer(
      200,
      newRecipientAnswer === 'documented'
        ? recipientJson(recipient)
        : recipientJsonV1(recipient, profile.type === 'BUSINESS'),
    );
  });
}

/** openapi.yml, recipientDeactivate: one that is inactive already is 403. */
function deactivate(recipient: Recipient): Answer {
  if (!recipient.isActive) return forbidden();
  recipient.isActive = false;
  return losslessAnswer(200, recipientJson(recipient));
}
