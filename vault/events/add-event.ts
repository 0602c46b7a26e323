import type { ConnectionEventType, EventDetail } from '#lib/contract/events';
import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';

/** What the triggers of the database tell by themselves, whoever changes the row (decision 080). */
type ToldByTheDatabase = Exclude<ConnectionEventType, 'profile.changed' | 'connection.expiring'>;

export type NewEvent = {
  [Type in Exclude<ConnectionEventType, ToldByTheDatabase>]: {
    type: Type;
    connectionId: string;
    environment: Environment;
    detail: EventDetail<Type>;
  };
}[Exclude<ConnectionEventType, ToldByTheDatabase>];

/** Tells the partner of something, in the transaction of the change: committed with it, or never (promise 17). */
export async function addEvent(
  tx: Pick<Tx, '$executeRaw'>,
  { type, connectionId, environment, detail }: NewEvent,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO vault.events (type, connection_id, environment, detail)
    VALUES (${type}, ${connectionId}::uuid, ${environment}::public.environment, ${JSON.stringify(detail)}::jsonb)`;
}
