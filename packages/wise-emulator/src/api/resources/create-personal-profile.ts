import type { FastifyInstance } from 'fastify';
import type { Answer } from '#emulator/kernel/http/answer';
import { losslessAnswer } from '#emulator/kernel/http/lossless';
import { gatewayProblem } from '#emulator/kernel/http/problem';
import { refusalOf } from '#emulator/kernel/http/zod-refusal';
import { addWiseRoute, type WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { giveProfile } from '#emulator/kernel/store/give-profile';
import { iso2Of } from '#emulator/kernel/store/people/countries';
import { newPersonalProfile } from '#emulator/kernel/store/people/new-profile';
import type { PersonalProfile, WiseUser } from '#emulator/kernel/store/people/types';
import { onceByHeader } from './once-by-header';
import { type PersonalProfileForm, personalProfileSchema } from './personal-profile-form';

/** `POST /v2/profiles/personal-profile` (openapi.yml, profilePersonalCreate): the profile of a user who has none. */
export function addPersonalProfile(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'POST',
    path: '/v2/profiles/personal-profile',
    endpoint: 'profile:create',
    token: 'user',
    answer: (call) =>
      call.request.headers['x-idempotence-uuid'] === undefined
        ? create(state, call)
        : onceByHeader(state, call, `profile:create ${call.token.userId}`, () => create(state, call)),
  });
}

function create(state: EmulatorState, { request, token, now }: WiseCall): Answer {
  const read = personalProfileSchema.safeParse(request.body);
  if (!read.success) return refusalOf(read.error);
  const user = state.people.find(token.userId);
  if (!user || user.profiles.some(({ type }) => type === 'PERSONAL')) {
    return gatewayProblem(409, 'Conflict', 'A personal profile exists');
  }
  const profile = profileOf(user, read.data, now);
  giveProfile(state, user.id, profile);
  const { id: userId } = user;
  state.log.append({ type: 'profile.made', userId, profileId: profile.id, clientId: token.clientId }, now);
  return losslessAnswer(200, { id: BigInt(profile.id), type: 'PERSONAL', details: read.data });
}

function profileOf(user: WiseUser, form: PersonalProfileForm, now: number): PersonalProfile {
  const { firstName, lastName, dateOfBirth, contactDetails, address } = form;
  const base = newPersonalProfile(user.id, user.email);
  const at = new Date(now).toISOString().slice(0, 19);
  return {
    ...base,
    ...{ firstName, lastName, dateOfBirth, ...contactDetails, createdAt: at, updatedAt: at },
    fullName: `${firstName} ${lastName}`,
    preferredName: form.preferredName ?? firstName,
    address: {
      ...address,
      id: base.address.id,
      countryIso2Code: iso2Of(address.countryIso3Code) ?? '',
      postCode: address.postCode ?? '',
      stateCode: address.stateCode ?? null,
    },
  };
}
