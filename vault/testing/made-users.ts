import { expect } from 'vitest';
import { createWiseUser } from '#vault/registrations/create-wise-user';
import type { Registration } from '#vault/registrations/read-registration';
import type { VaultContext } from '#vault/runtime/context';
import { newCustomer } from './attempts';
import type { Harness } from './harness';

/** Wise users that the partner makes, and what became of them, on this harness. */
export function madeUsers(harness: Harness, vault: () => VaultContext) {
  let people = 0;

  async function wanted() {
    people += 1;
    const customerId = await newCustomer(harness);
    return {
      customerId,
      environment: 'sandbox' as const,
      email: `made-${people}@example.com`,
      language: null,
      profileId: null,
      createdBy: '0123456789abcdef',
    };
  }

  const signUpsOf = (email: string) =>
    harness.events('user.signed_up').filter((event) => event.email === email);
  const wiseUserOf = (email: string) => String(signUpsOf(email)[0]?.userId);

  /** What the partner does by KYC: the user has a profile. */
  async function addProfile(email: string): Promise<void> {
    await fetch(`${harness.emulator.url}/__emulator/users/${wiseUserOf(email)}/add-profile`, {
      method: 'POST',
    });
  }

  async function codeRows({ id }: Pick<Registration, 'id'>): Promise<number> {
    const { rowCount } = await harness.owner.query(
      'SELECT 1 FROM vault.registration_codes WHERE registration_id = $1',
      [id],
    );
    return rowCount ?? 0;
  }

  async function trail(): Promise<string[]> {
    const { rows } = await harness.owner.query(
      `SELECT action FROM audit_entries WHERE action LIKE 'wise_user.%' ORDER BY id`,
    );
    return rows.map((row) => row.action);
  }

  /** A customer with a Wise user of ours, connected. */
  async function connected() {
    const ask = await wanted();
    await createWiseUser(vault(), ask);
    await addProfile(ask.email);
    const registration = await createWiseUser(vault(), ask);
    expect(registration).toMatchObject({ state: 'connected', reason: null });
    const connectionId = String(registration.connectionId);
    return { ask, registration, connectionId, userId: wiseUserOf(ask.email) };
  }

  const control = (path: string) => fetch(`${harness.emulator.url}/__emulator${path}`, { method: 'POST' });

  return { wanted, signUpsOf, wiseUserOf, addProfile, codeRows, trail, connected, control };
}
