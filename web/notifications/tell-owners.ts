import type { WebTx } from '#web/db/web-db';

/** A fault at Wise may take thousands of connections in a minute: their owner gets one message, and the next after this. */
const PAUSE_MINUTES = 15;
/** What commits late has its time from when it began. */
const SETTLED_SECONDS = 30;
/** Of one look: newer ones are told with the next message. */
const LOOK = 5_000;
const NAMED = 10;

/**
 * Tells each owner which of their connections their customers have to connect again, since the last message. In the transaction of the
 * one that tells.
 */
export async function tellOwners(tx: WebTx): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO public.staff_mails (staff_id, kind, about, news)
    WITH lost AS MATERIALIZED (
      SELECT id, environment, status_changed_at FROM public.connections
       WHERE status = 'needs_reconnect' AND status_changed_at > now() - interval '1 day'
         AND status_changed_at <= now() - make_interval(secs => ${SETTLED_SECONDS}::int)
       ORDER BY status_changed_at DESC LIMIT ${LOOK}::int),
    last AS (
      SELECT person.staff_id, mail.until, mail.at FROM public.staff_notification_settings person CROSS JOIN LATERAL (
        SELECT (about->>'until')::timestamptz AS until, created_at AS at FROM public.staff_mails
         WHERE staff_id = person.staff_id AND kind = 'connections_lost' AND created_at > now() - interval '2 days'
         ORDER BY created_at DESC LIMIT 1) AS mail),
    mine AS (
      SELECT follow.owner_staff_id, lost.*,
             row_number() OVER (PARTITION BY follow.owner_staff_id ORDER BY lost.status_changed_at DESC, lost.id) AS n
        FROM lost JOIN public.connection_follow_up follow ON follow.connection_id = lost.id
        JOIN public.staff_notification_settings person
          ON person.staff_id = follow.owner_staff_id AND person.owned = 'at_once'
        LEFT JOIN last ON last.staff_id = follow.owner_staff_id
       WHERE (last.at IS NULL OR (last.at < now() - make_interval(mins => ${PAUSE_MINUTES}::int)
              AND lost.status_changed_at > last.until))
         AND (follow.snoozed_until IS NULL OR follow.snoozed_until < now()))
    SELECT owner_staff_id, 'connections_lost',
           jsonb_build_object('count', count(*), 'until', max(status_changed_at),
             'connections', jsonb_agg(jsonb_build_object('id', id, 'environment', environment) ORDER BY n)
               FILTER (WHERE n <= ${NAMED}::int)),
           'lost:' || max(status_changed_at)
      FROM mine GROUP BY owner_staff_id
    ON CONFLICT DO NOTHING`;
}
