import type { Actor } from '#lib/audit/append';
import { nameOf } from '#vault/holds/place-hold';

/** Who did it, as the report names people. */
export function displayName(actor: Actor): string {
  const name = 'name' in actor ? actor.name : undefined;
  const email = 'email' in actor ? actor.email : undefined;
  return name ?? email ?? nameOf(actor);
}
