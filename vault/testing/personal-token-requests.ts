import { randomUUID } from 'node:crypto';
import type { SealingAct } from '#lib/contract/personal-token-acts';
import type { StepUpActInput } from '#lib/contract/step-up';
import { sealOnce } from '#vault/jose/testing/seal-once';
import { addSealingKey } from '#vault/personal-tokens/sealing-key';
import type { VaultContext } from '#vault/runtime/context';
import { findStaffCaller } from '#vault/step-up/staff-caller';
import type { ActRequest, Opened } from './act-requests';
import type { Harness } from './harness';
import type { StaffWithPasskey } from './step-up';
import { newWiseUser } from './wise-users';

/** An API token that this user made at Wise. */
export function tokenAtWise({ emulator: { state } }: Harness, userId: string): string {
  return state.tokens.issuePersonalToken(userId, state.clock.now()).token;
}

/** A token as this person's page seals it. */
export async function sealedBy(
  vault: VaultContext,
  { session }: Pick<StaffWithPasskey, 'session'>,
  act: SealingAct,
  token: string,
): Promise<string> {
  return sealOnce(token, await addSealingKey(vault, await findStaffCaller(vault, session), act));
}

/** An account that a token is kept of, in name: of a Wise user of its own. */
export async function keptAccount({ owner, emulator }: Harness): Promise<{ id: string; userId: string }> {
  const { id: userId, profileId } = newWiseUser(emulator);
  const id = randomUUID();
  await owner.query(
    `INSERT INTO personal_tokens (id, environment, wise_user_id, profile_id, profile_type, profile_name)
     VALUES ($1, 'sandbox', $2, $3, 'personal', 'Kept')`,
    [id, userId, profileId],
  );
  return { id, userId };
}

const request = (act: StepUpActInput): Opened => ({
  ...{ route: '/internal/personal-tokens/acts', body: { act } },
  act,
});

/** What admins do with API tokens of the partner's own, for the table of acts. */
export const PERSONAL_TOKEN_REQUESTS = {
  'personal_token.store': {
    done: 'stored',
    open: async ({ vault, harness }, by) => {
      const token = tokenAtWise(harness, newWiseUser(harness.emulator).id);
      const act = 'personal_token.store';
      const sealed = await sealedBy(vault, by, act, token);
      return request({ act, environment: 'sandbox', profileId: '', sealed });
    },
  },
  'personal_token.rotate': {
    done: 'rotated',
    open: async ({ vault, harness }, by) => {
      const { id: personalTokenId, userId } = await keptAccount(harness);
      const act = 'personal_token.rotate';
      const sealed = await sealedBy(vault, by, act, tokenAtWise(harness, userId));
      return request({ act, personalTokenId, sealed });
    },
  },
  'personal_token.remove': {
    done: 'removed',
    open: async ({ harness }) => {
      const { id: personalTokenId } = await keptAccount(harness);
      return request({ act: 'personal_token.remove', personalTokenId });
    },
  },
} as const satisfies Readonly<Record<string, ActRequest>>;
