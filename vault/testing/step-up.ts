import type { SessionClaim } from '#lib/contract/internal-api';
import {
  type StepUp,
  type StepUpAct,
  type StepUpActInput,
  type StepUpOnTheWire,
  stepUpActSchema,
  stepUpSchema,
} from '#lib/contract/step-up';
import type { VaultContext } from '#vault/runtime/context';
import { beginStepUp } from '#vault/step-up/begin';
import { newStaff, signIn } from './attempts';
import { type Otherwise, SoftwareAuthenticator } from './authenticator';
import type { Harness } from './harness';

/** A signed-in colleague with a passkey. */
export type StaffWithPasskey = {
  id: string;
  session: SessionClaim;
  authenticator: SoftwareAuthenticator;
};

/** Stores the passkey of `authenticator` as an enrolment does, and answers its id. */
export async function storePasskey(
  harness: Pick<Harness, 'owner'>,
  staffId: string,
  authenticator: SoftwareAuthenticator,
): Promise<string> {
  const { rows } = await harness.owner.query<{ id: string }>(
    `INSERT INTO vault.passkeys (staff_id, credential_id, public_key, sign_count, transports, is_backed_up, name)
     VALUES ($1, $2, $3, 0, '{internal}', false, 'Test key') RETURNING id`,
    [staffId, authenticator.credentialId, Buffer.from(authenticator.publicKey)],
  );
  return String(rows[0]?.id);
}

/** A new colleague of this role, signed in, with a passkey. */
export async function newStaffWithPasskey(harness: Harness, role: string): Promise<StaffWithPasskey> {
  const id = await newStaff(harness, role);
  const authenticator = new SoftwareAuthenticator();
  await storePasskey(harness, id, authenticator);
  return { id, session: { audience: 'staff', token: await signIn(harness, 'staff', id) }, authenticator };
}

type Approver = Pick<StaffWithPasskey, 'session' | 'authenticator'>;

/** The person's approval of `act`, as web sends it. */
export async function approve(
  vault: VaultContext,
  { session, authenticator }: Approver,
  act: StepUpActInput,
  otherwise: Otherwise = {},
): Promise<StepUpOnTheWire> {
  const parsed: StepUpAct = stepUpActSchema.parse(act);
  const begun = await beginStepUp(vault, { session, act: parsed });
  if (begun.kind !== 'begun') throw new Error(`not begun: ${begun.kind}`);
  return { id: begun.id, assertion: authenticator.get(begun.options, otherwise) };
}

/** The same as the vault's acts are given it. */
export async function approved(...ask: Parameters<typeof approve>): Promise<StepUp> {
  return stepUpSchema.parse(await approve(...ask));
}
