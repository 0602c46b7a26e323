import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepUp } from '#lib/contract/step-up';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { newCustomer } from '#vault/testing/attempts';
import { Harness } from '#vault/testing/harness';
import { approved, newStaffWithPasskey, type StaffWithPasskey } from '#vault/testing/step-up';
import { approvalOfStaff } from './approval';
import { exportPerson } from './export-person';
import { startErasure } from './start-erasure';

let harness: Harness;
let vault: VaultContext;
let admin: StaffWithPasskey;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  admin = await newStaffWithPasskey(harness, 'admin');
});
afterAll(() => harness.close());

const ACTS = {
  'customer.export': exportPerson,
  'customer.erase': startErasure,
} as const;

async function codeOf(
  act: keyof typeof ACTS,
  customerId: string,
  { session }: Pick<StaffWithPasskey, 'session'>,
  stepUp: StepUp | undefined,
): Promise<string> {
  try {
    await ACTS[act](vault, customerId, approvalOfStaff(vault, { session, act: { act, customerId }, stepUp }));
    return 'done';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

describe.each(['customer.export', 'customer.erase'] as const)('%s', (act) => {
  it('is done with an approval for this customer, once, and with no other', async () => {
    const [customerId, other] = [await newCustomer(harness), await newCustomer(harness)];
    expect(await codeOf(act, customerId, admin, undefined)).toBe('STEP_UP_REQUIRED');
    const stepUp = await approved(vault, admin, { act, customerId });
    expect(await codeOf(act, other, admin, stepUp)).toBe('STEP_UP_REQUIRED');
    expect(await codeOf(act, customerId, admin, stepUp)).toBe('done');
    expect(await codeOf(act, customerId, admin, stepUp)).toBe('STEP_UP_REQUIRED');
  });

  it('is not done with the approval of the other act', async () => {
    const customerId = await newCustomer(harness);
    const another = act === 'customer.export' ? 'customer.erase' : 'customer.export';
    const stepUp = await approved(vault, admin, { act: another, customerId });
    expect(await codeOf(act, customerId, admin, stepUp)).toBe('STEP_UP_REQUIRED');
  });

  it('is for admins, also a moment after they were one', async () => {
    const demoted = await newStaffWithPasskey(harness, 'admin');
    const customerId = await newCustomer(harness);
    const stepUp = await approved(vault, demoted, { act, customerId });
    await harness.owner.query(`UPDATE staff SET role = 'operator' WHERE id = $1`, [demoted.id]);
    expect(await codeOf(act, customerId, demoted, stepUp)).toBe('FORBIDDEN');
    await expect(approved(vault, demoted, { act, customerId: randomUUID() })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
