import type { SessionClaim } from '#lib/contract/internal-api';
import type { PersonalTokenAct, PersonalTokenAnswer } from '#lib/contract/personal-token-acts';
import type { StepUp } from '#lib/contract/step-up';
import type { VaultContext } from '#vault/runtime/context';
import { assertMayApprove } from '#vault/step-up/begin';
import { spendStepUp } from '#vault/step-up/spend';
import { findStaffCaller, holdRole, type StaffCaller } from '#vault/step-up/staff-caller';
import {
  type Asker,
  addPersonalToken,
  type Kept,
  removePersonalToken,
  rotatePersonalToken,
} from './keep-token';
import { openSealed, takeSealingKey } from './sealing-key';

type Ask = { session: SessionClaim; act: PersonalTokenAct; stepUp?: StepUp | undefined };
type SealedAct = Extract<PersonalTokenAct, { sealed: string }>;

/**
 * What an admin does with an API token of the partner's own: stores one, replaces it, removes it.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED, RECORD_REFUSED, KEY_UNKNOWN
 */
export async function actOnPersonalToken(
  ctx: VaultContext,
  { session, act, stepUp }: Ask,
): Promise<PersonalTokenAnswer> {
  const caller = await findStaffCaller(ctx, session);
  const answer =
    act.act === 'personal_token.remove'
      ? await remove(ctx, caller, act, stepUp)
      : await keep(ctx, caller, act, stepUp);
  const { staffId } = caller.session;
  ctx.log.info({ act: act.act, result: answer.result, staffId }, 'staff acted on a personal token');
  return answer;
}

async function remove(
  ctx: VaultContext,
  caller: StaffCaller,
  act: Extract<PersonalTokenAct, { act: 'personal_token.remove' }>,
  stepUp: StepUp | undefined,
): Promise<PersonalTokenAnswer> {
  const asker: Asker = {
    actor: caller.actor,
    authorise: (tx) => spendStepUp(ctx, tx, caller, act, stepUp),
  };
  const isRemoved = await removePersonalToken(ctx, { id: act.personalTokenId, asker });
  return { result: isRemoved ? 'removed' : 'gone' };
}

/**
 * The approval and the key are taken together, once, before anything is opened or Wise is asked: a stolen session has no token
 * tried. Wise is asked with no row held; the right is asked for again in the transaction that stores.
 */
async function keep(
  ctx: VaultContext,
  caller: StaffCaller,
  act: SealedAct,
  stepUp: StepUp | undefined,
): Promise<PersonalTokenAnswer> {
  const { key, proof } = await ctx.database.db.$transaction(async (tx) => {
    const approved = await spendStepUp(ctx, tx, caller, act, stepUp);
    return { proof: approved, key: await takeSealingKey(tx, caller, act) };
  });
  if (key === undefined) return { result: 'not_opened' };
  const token = await openSealed(ctx, key, act.sealed);
  if (typeof token === 'string') return { result: token };
  const asker: Asker = {
    actor: caller.actor,
    authorise: async (tx) => {
      assertMayApprove(await holdRole(tx, caller), act);
      return proof;
    },
  };
  if (act.act === 'personal_token.rotate')
    return tell(await rotatePersonalToken(ctx, { id: act.personalTokenId, token, asker }), 'rotated');
  const client = ctx.wise.ofEnvironment(act.environment);
  if (client === undefined) return { result: 'not_set_up' };
  const profileId = act.profileId === '' ? undefined : act.profileId;
  return tell(await addPersonalToken(ctx, client, { token, asker, profileId }), 'stored');
}

function tell(kept: Kept, done: 'stored' | 'rotated'): PersonalTokenAnswer {
  switch (kept.kind) {
    case 'kept':
      return { result: done };
    case 'failed':
      return { result: kept.why };
    case 'choose':
      return {
        result: 'choose',
        profiles: kept.profiles.map(({ profileId, type, name }) => ({ profileId, type, name })),
      };
    case 'there':
    case 'other':
    case 'gone':
      return { result: kept.kind };
  }
}
