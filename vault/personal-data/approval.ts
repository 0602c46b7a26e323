import type { Actor } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';

/** Who does it, approved for exactly this act. */
export type Approved = { actor: Extract<Actor, { kind: 'staff' }> };

/** Takes the approval of an act, inside the transaction of the act and before anything else in it. */
export type Approve = (tx: Tx) => Promise<Approved>;
