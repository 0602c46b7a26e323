import type { FastifyInstance } from 'fastify';
import { INCIDENT_API } from '#lib/contract/incident-api';
import { actOnIncident, stepIncident } from '#vault/incidents/act-on-incident';
import { askForIncident, dryRun } from '#vault/incidents/ask-for-incident';
import type { VaultContext } from '#vault/runtime/context';
import { carryOutSecond } from '#vault/second-acts';
import { approveSecond, refuseSecond } from '#vault/step-up/approve-second';
import { type ById, parse, parseConnectionId as parseId } from './requests';

/** Acts of two people (design 4.19), and incidents, which they place (design 4.20). */
export function registerIncidentRoutes(app: FastifyInstance, ctx: VaultContext): void {
  const {
    approveSecond: approve,
    refuseSecond: refuse,
    dryRunIncident: dry,
    askForIncident: ask,
  } = INCIDENT_API;
  app.post<ById>(approve.path, async (request) => {
    const id = parseId(request.params);
    return approveSecond(ctx, { id, ...parse(approve.request, request.body) }, carryOutSecond);
  });
  app.post<ById>(refuse.path, async (request) => {
    const id = parseId(request.params);
    return refuseSecond(ctx, { id, ...parse(refuse.request, request.body) });
  });
  app.post(dry.path, async (request) => dryRun(ctx, parse(dry.request, request.body)));
  const { stepIncident: step, actOnIncident: act } = INCIDENT_API;
  app.post(act.path, async (request) => actOnIncident(ctx, parse(act.request, request.body)));
  app.post<ById>(step.path, async (request) => {
    const id = parseId(request.params);
    return stepIncident(ctx, { id, ...parse(step.request, request.body) });
  });
  app.post(ask.path, async (request) => askForIncident(ctx, parse(ask.request, request.body)));
}
