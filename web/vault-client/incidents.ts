import 'server-only';
import { INCIDENT_API } from '#lib/contract/incident-api';
import type {
  IncidentActInput,
  IncidentAnswer,
  IncidentAskAnswer,
  IncidentCounts,
  IncidentScope,
  IncidentStepActInput,
  IncidentTwoPersonActInput,
} from '#lib/contract/incidents';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { SecondApprovalAnswer } from '#lib/contract/second-approvals';
import type { StepUpOnTheWire } from '#lib/contract/step-up';
import { call, reveal, withId } from './call';

type By = { session: SessionClaim };
type Approved = By & { stepUp?: StepUpOnTheWire | undefined };
/**
 * What an incident would cover. Like all of these it throws what the vault refuses with: NOT_SIGNED_IN, FORBIDDEN, BAD_REQUEST,
 * STEP_UP_REQUIRED, VAULT_UNAVAILABLE.
 */
export async function dryRunIncident(ask: By & { scope: IncidentScope }): Promise<IncidentCounts> {
  const body = { session: reveal(ask.session), scope: ask.scope };
  return await call({ operation: INCIDENT_API.dryRunIncident, body });
}

/** The first person's approval of an incident: it waits for the second. */
export async function askForIncident(
  ask: Approved & { act: IncidentTwoPersonActInput },
): Promise<IncidentAskAnswer> {
  const body = { session: reveal(ask.session), act: ask.act, stepUp: ask.stepUp };
  return await call({ operation: INCIDENT_API.askForIncident, body });
}

/** The second person's approval of what waits under this id. */
export async function approveSecond(ask: Approved & { id: string }): Promise<SecondApprovalAnswer> {
  const body = { session: reveal(ask.session), stepUp: ask.stepUp };
  return await call({ operation: withId(INCIDENT_API.approveSecond, ask.id), body });
}

export async function refuseSecond(ask: By & { id: string }): Promise<SecondApprovalAnswer> {
  const body = { session: reveal(ask.session) };
  return await call({ operation: withId(INCIDENT_API.refuseSecond, ask.id), body });
}

export async function stepIncident(
  ask: By & { id: string; act: IncidentStepActInput },
): Promise<IncidentAnswer> {
  const body = { session: reveal(ask.session), act: ask.act };
  return await call({ operation: withId(INCIDENT_API.stepIncident, ask.id), body });
}

/** Releases the hold of an incident for a share of its connections, or closes it. */
export async function actOnIncident(ask: Approved & { act: IncidentActInput }): Promise<IncidentAnswer> {
  const body = { session: reveal(ask.session), act: ask.act, stepUp: ask.stepUp };
  return await call({ operation: INCIDENT_API.actOnIncident, body });
}
