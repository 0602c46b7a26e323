import type { FastifyInstance } from 'fastify';
import { type PasskeyCodeOnTheWire, STEP_UP_API } from '#lib/contract/step-up-api';
import { beginEnrolment } from '#vault/passkeys/begin-enrolment';
import { finishEnrolment } from '#vault/passkeys/finish-enrolment';
import { makePasskeyCode } from '#vault/passkeys/make-code';
import { removePasskey } from '#vault/passkeys/remove';
import { renamePasskey } from '#vault/passkeys/rename';
import type { VaultContext } from '#vault/runtime/context';
import { beginStepUp } from '#vault/step-up/begin';
import { type ById, parse, parseConnectionId } from './requests';

/** Step-up: what staff approve with a passkey, and their passkeys (design 4.19). */
export function registerPasskeyRoutes(app: FastifyInstance, ctx: VaultContext): void {
  const { beginPasskey, finishPasskey, renamePasskey: rename, removePasskey: remove } = STEP_UP_API;
  app.post(STEP_UP_API.beginStepUp.path, async (request) =>
    beginStepUp(ctx, parse(STEP_UP_API.beginStepUp.request, request.body)),
  );
  app.post(beginPasskey.path, async (request) => {
    return { options: await beginEnrolment(ctx, parse(beginPasskey.request, request.body)) };
  });
  app.post(finishPasskey.path, async (request) =>
    finishEnrolment(ctx, parse(finishPasskey.request, request.body)),
  );
  app.post<ById>(rename.path, async (request) => {
    const passkeyId = parseConnectionId(request.params);
    await renamePasskey(ctx, { passkeyId, ...parse(rename.request, request.body) });
    return { ok: true };
  });
  app.post<ById>(remove.path, async (request) => {
    const passkeyId = parseConnectionId(request.params);
    await removePasskey(ctx, { passkeyId, ...parse(remove.request, request.body) });
    return { ok: true };
  });
  app.post(STEP_UP_API.makePasskeyCode.path, async (request): Promise<PasskeyCodeOnTheWire> => {
    const { code, expiresAt } = await makePasskeyCode(
      ctx,
      parse(STEP_UP_API.makePasskeyCode.request, request.body),
    );
    return { code: code.reveal(), expiresAt: expiresAt.toISOString() };
  });
}
