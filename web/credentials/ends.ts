import type { Inventory } from '#lib/contract/inventory';
import type { Environment } from '#lib/env/wise';

/** So many days ahead staff have to know: a new certificate of Wise's takes weeks. */
export const SOON_DAYS = 60;
/** So many days ahead it is urgent. */
const URGENT_DAYS = 14;
const DAY_MS = 86_400_000;

export type EndingKind = 'client_certificate' | 'jose_key' | 'listener_certificate' | 'api_key';

/** One thing that ends by itself. */
export type Ending = {
  kind: EndingKind;
  /** Which one: a key's id, a setting, a client id. */
  name: string;
  /** null: it belongs to both. */
  environment: Environment | null;
  at: Date;
  daysLeft: number;
  state: 'over' | 'urgent' | 'soon' | 'later';
};

/** Everything that ends by itself, what ends first before the rest. */
export function endsOf(inventory: Inventory, now: Date, environment?: Environment): Ending[] {
  const all: Omit<Ending, 'daysLeft' | 'state'>[] = [
    ...inventory.clients.flatMap((client) => [
      ...(client.certificate === null
        ? []
        : [
            {
              kind: 'client_certificate' as const,
              name: client.certificate.commonName ?? client.clientId,
              environment: client.environment,
              at: client.certificate.validTo,
            },
          ]),
      ...client.jose.keys.flatMap(({ kid, notAfter }) =>
        notAfter === null
          ? []
          : [{ kind: 'jose_key' as const, name: kid, environment: client.environment, at: notAfter }],
      ),
    ]),
    ...inventory.listeners.map(({ name, validTo }) => ({
      ...{ kind: 'listener_certificate' as const, name, environment: null },
      at: validTo,
    })),
    ...inventory.apiKeys.map(({ id, name, expiresAt }) => ({
      ...{ kind: 'api_key' as const, name: `${name} (${id})`, environment: null },
      at: expiresAt,
    })),
  ];
  return all
    .filter(
      (each) => environment === undefined || each.environment === null || each.environment === environment,
    )
    .map((each) => ({ ...each, ...nearness(each.at, now) }))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

function nearness(at: Date, now: Date): Pick<Ending, 'daysLeft' | 'state'> {
  const left = at.getTime() - now.getTime();
  const daysLeft = Math.max(0, Math.floor(left / DAY_MS));
  if (left <= 0) return { daysLeft, state: 'over' };
  if (daysLeft <= URGENT_DAYS) return { daysLeft, state: 'urgent' };
  return { daysLeft, state: daysLeft <= SOON_DAYS ? 'soon' : 'later' };
}

/** Those that Home counts, and that the page of credentials lists first. */
export function endingSoon(endings: readonly Ending[]): Ending[] {
  return endings.filter(({ state }) => state !== 'later');
}
