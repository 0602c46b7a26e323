import type { FastifyInstance } from 'fastify';
import { INTERNAL_API } from '#lib/contract/internal-api';
import { freeze, release } from '#vault/connections/freeze';
import { sendReconnectLink } from '#vault/connections/send-reconnect-link';
import { assign } from '#vault/follow-up/assign';
import { addNote, withdrawNote } from '#vault/follow-up/notes';
import { endSnooze, snooze } from '#vault/follow-up/snooze';
import type { VaultContext } from '#vault/runtime/context';
import { type ById, parse, parseConnectionId } from './requests';

const DONE = { ok: true };

/** What staff do with one connection besides checking and disconnecting it. */
export function registerFollowUpRoutes(app: FastifyInstance, ctx: VaultContext): void {
  addFreezes(app, ctx);
  addNotes(app, ctx);
  app.post<ById>(INTERNAL_API.assign.path, async (request) => {
    const connectionId = parseConnectionId(request.params);
    return {
      result: await assign(ctx, { connectionId, ...parse(INTERNAL_API.assign.request, request.body) }),
    };
  });
  app.post<ById>(INTERNAL_API.snooze.path, async (request) => {
    const connectionId = parseConnectionId(request.params);
    const { until, ...ask } = parse(INTERNAL_API.snooze.request, request.body);
    await snooze(ctx, { connectionId, ...ask, until: new Date(until) });
    return DONE;
  });
  app.post<ById>(INTERNAL_API.endSnooze.path, async (request) => {
    const connectionId = parseConnectionId(request.params);
    await endSnooze(ctx, { connectionId, ...parse(INTERNAL_API.endSnooze.request, request.body) });
    return DONE;
  });
}

function addFreezes(app: FastifyInstance, ctx: VaultContext): void {
  app.post<ById>(INTERNAL_API.freeze.path, async (request) => {
    const connectionId = parseConnectionId(request.params);
    return {
      result: await freeze(ctx, { connectionId, ...parse(INTERNAL_API.freeze.request, request.body) }),
    };
  });
  app.post<ById>(INTERNAL_API.release.path, async (request) => {
    const connectionId = parseConnectionId(request.params);
    return {
      result: await release(ctx, { connectionId, ...parse(INTERNAL_API.release.request, request.body) }),
    };
  });
  app.post<ById>(INTERNAL_API.sendReconnectLink.path, async (request) => {
    const connectionId = parseConnectionId(request.params);
    const ask = parse(INTERNAL_API.sendReconnectLink.request, request.body);
    return { result: await sendReconnectLink(ctx, { connectionId, ...ask }) };
  });
}

function addNotes(app: FastifyInstance, ctx: VaultContext): void {
  app.post<ById>(INTERNAL_API.addNote.path, async (request) => {
    const connectionId = parseConnectionId(request.params);
    return addNote(ctx, { connectionId, ...parse(INTERNAL_API.addNote.request, request.body) });
  });
  app.post<ById>(INTERNAL_API.withdrawNote.path, async (request) => {
    const connectionId = parseConnectionId(request.params);
    await withdrawNote(ctx, { connectionId, ...parse(INTERNAL_API.withdrawNote.request, request.body) });
    return DONE;
  });
}
