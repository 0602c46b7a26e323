import { startApproved } from './bulk-acts/start-list';
import { placeIncident } from './incidents/place-incident';
import type { CarryOut } from './step-up/approve-second';

/**
 * Who carries out what two people approved. It stands apart from the acts, like vault/job-handlers.ts: an act that waits for a
 * second person and has no line here does not compile.
 */
export const carryOutSecond: CarryOut = (tx, act, people) => {
  switch (act.act) {
    case 'incident.place':
      return placeIncident(tx, act, people);
    case 'bulk.start':
      return startApproved(tx, act, people);
  }
};
