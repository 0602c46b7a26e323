import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import type { EmulatorState } from '#emulator/kernel/state';
import type { PhoneNumber } from '#emulator/kernel/store/sca/phone-numbers';
import { addAdminRoute, type UserOfClient } from './factor-routes';
import { noContent, scaProblem } from './sca-problem';

const PATH = '/v1/application/users/:userId/phone-numbers';

/** E.164. */
const numberSchema = z.object({ phoneNumber: z.string().regex(/^\+[1-9]\d{6,14}$/) });

/** The verified numbers a partner gives its users: openapi.yml, userSecurityPhoneNumber…. */
export function addPhoneNumbers(server: FastifyInstance, state: EmulatorState): void {
  addAdminRoute(server, state, {
    method: 'GET',
    path: PATH,
    endpoint: 'sca:phone-list',
    answer: ({ clientId, userId }) =>
      jsonAnswer(200, JSON.stringify(state.sca.phones.of(clientId, userId).map(wireNumber))),
  });
  addAdminRoute(server, state, {
    method: 'POST',
    path: PATH,
    endpoint: 'sca:phone-create',
    answer: (owner, { request }) =>
      withNumber(state, owner, request.body, (phoneNumber) =>
        state.sca.phones.add({ ...owner, phoneNumber }),
      ),
  });
  addAdminRoute(server, state, {
    method: 'PUT',
    path: `${PATH}/:phoneNumberId`,
    endpoint: 'sca:phone-update',
    answer: (owner, { params, request }) => {
      const found = state.sca.phones.find(owner.clientId, owner.userId, params.phoneNumberId ?? '');
      if (!found) return unknownNumber();
      return withNumber(state, owner, request.body, (phoneNumber) => Object.assign(found, { phoneNumber }));
    },
  });
  addAdminRoute(server, state, {
    method: 'DELETE',
    path: `${PATH}/:phoneNumberId`,
    endpoint: 'sca:phone-delete',
    answer: (owner, { params }) => {
      const found = state.sca.phones.find(owner.clientId, owner.userId, params.phoneNumberId ?? '');
      if (!found) return unknownNumber();
      state.sca.phones.remove(found);
      return noContent();
    },
  });
}

function withNumber(
  state: EmulatorState,
  { userId }: UserOfClient,
  body: unknown,
  keep: (phoneNumber: string) => PhoneNumber,
): Answer {
  const asked = numberSchema.safeParse(body);
  if (!asked.success) return scaProblem(422, 'phone.number.invalid', 'The phone number is not valid.');
  const { phoneNumber } = asked.data;
  const other = ownerOf(state, phoneNumber);
  if (other !== undefined && other !== userId) return repeated(state, other);
  return jsonAnswer(200, JSON.stringify(wireNumber(keep(phoneNumber))));
}

/** A number cannot be shared between customers, whoever gave it to them. */
function ownerOf(state: EmulatorState, phoneNumber: string): string | undefined {
  const atWise = state.people
    .all()
    .find(({ profiles }) =>
      profiles.some((profile) => profile.type === 'PERSONAL' && profile.phoneNumber === phoneNumber),
    );
  return state.sca.phones.ownerOf(phoneNumber) ?? atWise?.id;
}

/** The words of openapi.yml, userSecurityPhoneNumberCreate. */
function repeated(state: EmulatorState, userId: string): Answer {
  const domain = state.people.find(userId)?.email.split('@')[1] ?? '';
  return scaProblem(422, 'phone.number.repeated', `It's linked to an account with the email ****@${domain}`);
}

function unknownNumber(): Answer {
  return scaProblem(404, 'phone.number.not.found', 'The phone number is not found.');
}

function wireNumber({ id, phoneNumber, clientId }: PhoneNumber) {
  return { id, phoneNumber, type: 'PRIMARY', verified: true, clientId };
}
