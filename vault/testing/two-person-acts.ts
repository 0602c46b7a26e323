import { incidentTwoPersonActSchema } from '#lib/contract/incidents';
import type { SecondAct } from '#lib/contract/second-approvals';
import type { StepUpActInput } from '#lib/contract/step-up';
import { askForIncident } from '#vault/incidents/ask-for-incident';
import { incidentAct, type World } from './act-requests';
import { act as actOnList, bareConnections, previewed, startOf } from './bulk';
import { approved, type StaffWithPasskey } from './step-up';

export type Waiting = { id: string; act: StepUpActInput };

/** Every act of two people, asked for by the first. Where `BULK_SECOND_PERSON_ABOVE` is 1, a list of two waits. */
export const TWO_PERSON_ACTS: Readonly<
  Record<SecondAct['act'], (world: World, first: StaffWithPasskey) => Promise<Waiting>>
> = {
  'incident.place': async (world, first) => {
    const act = await incidentAct(world);
    const { approvalId } = await askForIncident(world.vault, {
      session: first.session,
      act: incidentTwoPersonActSchema.parse(act),
      stepUp: await approved(world.vault, first, act),
    });
    return { id: String(approvalId), act };
  },
  'bulk.start': async ({ harness, vault }, first) => {
    const connectionIds = await bareConnections(harness, 2);
    const bulkActId = await previewed(vault, first.session, { kind: 'freeze', connectionIds });
    const act = startOf(bulkActId, 'freeze', 2);
    const result = await actOnList(vault, first, act);
    if (result !== 'waiting') throw new Error(result);
    const { rows } = await harness.owner.query<{ id: string }>(
      'SELECT approval_id::text AS id FROM vault.bulk_acts WHERE id = $1',
      [bulkActId],
    );
    return { id: String(rows[0]?.id), act };
  },
};
