import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { jsonAnswer } from '#emulator/http/answer';
import type { EmulatorState } from '#emulator/state';
import { addUserResource, forbidden } from './user-resource';

const paramsSchema = z.object({ profileId: z.string() });

/** `GET /v2/profiles` lists all profiles of the user; `GET /v2/profiles/{id}` answers only for the granted one. */
export function addProfiles(server: FastifyInstance, state: EmulatorState, path: string): void {
  addUserResource(server, state, path, 'profiles', ({ userId }) =>
    jsonAnswer(200, state.people.listBody(userId)),
  );

  addUserResource(server, state, `${path}/:profileId`, 'profile', (token, request) => {
    const { profileId } = paramsSchema.parse(request.params);
    const body = profileId === token.profileId ? state.people.profileBody(profileId) : undefined;
    return body === undefined ? forbidden() : jsonAnswer(200, body);
  });
}
