import { DEMO_USERS, type Emulator } from 'wise-emulator';
import { giveAccess } from 'wise-emulator/testing';
import { Secret } from '#lib/log/secret';
import { linkGrant } from '#test/link-grant';
import { tokenTimes } from '#vault/grants/store-tokens';
import type { VaultContext } from '#vault/runtime/context';

export const CLIENT_ID = 'bench';
export const REDIRECT_URI = 'http://localhost:3000/connect/sandbox/callback';
const AT_ONCE = 8;

/** Over all stacks of this process: each has an emulator of its own, but numbers are cheap. */
let people = 0;

/** Made-up customers who have given access, each with a grant that lives at the emulator; their ids. */
export async function makeConnections(
  vault: VaultContext,
  emulator: Emulator,
  count: number,
  accessTokenSeconds: number,
): Promise<string[]> {
  emulator.state.settings.merge({ accessTokenSeconds });
  const customers = await vault.database.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM public.customers c
    WHERE NOT EXISTS (SELECT FROM public.connections WHERE customer_id = c.id) LIMIT ${count}`;
  if (customers.length < count) throw new Error('too few customers');
  const ids: string[] = [];
  const maker = async () => {
    for (let next = customers.pop(); next !== undefined; next = customers.pop())
      ids.push(await makeConnection(vault, emulator, next.id));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, maker));
  emulator.state.settings.reset();
  return ids;
}

async function makeConnection(vault: VaultContext, emulator: Emulator, customerId: string): Promise<string> {
  people += 1;
  const number = people;
  const { userId, profileId } = newWiseUser(emulator, number);
  const { db } = vault.database;
  const identity = {
    environment: 'sandbox',
    clientId: CLIENT_ID,
    customerId,
    wiseUserId: userId,
    profileId,
  } as const;
  const { id } = await db.connection.create({
    data: { ...identity, profileType: 'personal', profileName: `Person ${number}`, status: 'active' },
    select: { id: true },
  });
  const asked = { url: emulator.url, clientId: CLIENT_ID, redirectUri: REDIRECT_URI, userId, profileId };
  const code = new Secret((await giveAccess(asked)).code);
  const sentAt = new Date();
  const answer = await vault.wise.all.at(0)?.exchangeCode({ code, redirectUri: REDIRECT_URI });
  if (answer?.kind !== 'tokens' || answer.tokens.refresh === null)
    throw new Error(`exchange: ${answer?.kind}`);
  const { access, refresh } = answer.tokens;
  const times = tokenTimes(answer.tokens, sentAt);
  await linkGrant(vault, { ...identity, connectionId: id }, { access, refresh, times });
  return id;
}

/** Somebody with one profile, whom the emulator knows. */
export function newWiseUser(emulator: Emulator, number: number): { userId: string; profileId: string } {
  const model = DEMO_USERS.find((user) => user.profiles.length === 1);
  const profile = model?.profiles[0];
  if (model === undefined || profile === undefined) throw new Error('no demo user with one profile');
  const [userId, profileId] = [String(70_000_000 + number), String(80_000_000 + number)];
  const email = `person-${number}@wise.example`;
  emulator.state.people.add({ ...model, id: userId, email, profiles: [{ ...profile, id: profileId }] });
  return { userId, profileId };
}
