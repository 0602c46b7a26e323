import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/db/generated/enums';
import type { RawDb } from '#lib/db/raw-over-pool';

export type Actor =
  | { kind: 'customer'; id: string; name?: string | null; email?: string }
  | { kind: 'staff'; id: string; role: string; name?: string | null; email?: string }
  | { kind: 'system'; id: string }
  | { kind: 'operator'; id: string };

/**
 * Every action that leaves an audit row. Web may write those of the table `audit_actions_of_web` (a migration adds one), and
 * `alarm.…` of its own two alarms (decision 032).
 */
export const AUDIT_ACTIONS = [
  'attempt.started',
  'attempt.refused',
  'session.started',
  'session.ended',
  'session.refused',
  'customer.viewed',
  'activity.viewed',
  'audit.exported',
  'connections.exported',
  'readiness.exported',
  'support_packet.exported',
  'staff_view.saved',
  'staff_view.removed',
  'customer.exported',
  'customer.erasure_requested',
  'customer.erasure_request_withdrawn',
  'customer.erasure_started',
  'customer.erased',
  'partner_session.created',
  'partner_session.opened',
  'partner_session.confirmed',
  'partner_session.refused',
  'partner_session.ended',
  'connection.connected',
  'connection.reconnected',
  'connection.refused',
  'connection.lost',
  'connection.replaced',
  'connection.money_movement',
  'connection.verification_opened',
  'connection.disconnected',
  'connection.ended_at_wise',
  'connection.checked',
  'connection.frozen',
  'connection.released',
  'connection.reconnect_link_sent',
  'connection.note_added',
  'connection.note_withdrawn',
  'connection.owner_changed',
  'connection.snoozed',
  'connection.snooze_ended',
  'bulk_act.started',
  'bulk_act.paused',
  'bulk_act.resumed',
  'bulk_act.cancelled',
  'bulk_act.finished',
  'bulk_act.exported',
  'sca.challenge_raised',
  'sca.approval_used',
  'sca.approval_returned',
  'sca.factor_enrolled',
  'alarm.raised',
  'alarm.cleared',
  'grants.refusals_accepted',
  'grants.refusals_braked',
  'client_secret.switched',
  'client_secret.old_to_be_dropped',
  'event_endpoint.created',
  'event_endpoint.removed',
  'event_endpoint.secret_rotated',
  'event_endpoint.enabled',
  'event_endpoint.disabled',
  'event_endpoint.replayed',
  'event_endpoint.tested',
  'hold.placed',
  'hold.released',
  'hold.partly_released',
  'second_approval.requested',
  'second_approval.approved',
  'second_approval.refused',
  'second_approval.withdrawn',
  'incident.placed',
  'incident.step_taken',
  'incident.released',
  'incident.closed',
  'ring_key.added',
  'ring_key.imported',
  'ring_key.activated',
  'ring_key.retired',
  'ring_key.marked_compromised',
  'ring_key.destroyed',
  'api_key.created',
  'api_key.revoked',
  'access_records.exported',
  'api_key.changed',
  'api_key.rotation_started',
  'api_key.rotation_finished',
  'api_key.rotation_cancelled',
  'api_key.expiring',
  'api_key.quota_exceeded',
  'api_key.misplaced',
  'staff.added',
  'staff.disabled',
  'staff.enabled',
  'staff.role_changed',
  'staff.released',
  'staff.bound',
  'staff.signed_out',
  'staff.access_review_started',
  'staff.access_reviewed',
  'staff.passkey_code_made',
  'staff.passkey_added',
  'staff.passkey_renamed',
  'staff.passkey_removed',
  'staff.notifications_changed',
  'import_key.made',
  'import.accepted',
  'import.discarded',
  'connection.imported',
  'staff.chat_tested',
  'personal_token.added',
  'personal_token.rotated',
  'personal_token.removed',
  'personal_token.refused',
  'wise_user.requested',
  'wise_user.created',
  'wise_user.profile_made',
  'wise_user.tokens_reissued',
  'wise_user.claim_link_used',
  'wise_user.code_erased',
  'rewrap.started',
  'rewrap.finished',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export type AuditEvent = {
  action: AuditAction;
  actor: Actor;
  connectionId?: string;
  environment?: Environment;
  /** No personal data and no secret: ids, codes, counts. Stays for ever. */
  detail?: Record<string, string | number | boolean | null>;
  /** Names, addresses, free text: goes to the erasable side row; the chain covers its salted digest. */
  personal?: Record<string, string | null>;
};

/** Appends one audit row in the caller's transaction, by the only way there is (design 4.7). */
export async function appendAudit(tx: RawDb, event: AuditEvent): Promise<bigint> {
  const personal = { ...actorPersonal(event.actor), ...event.personal };
  const detail = { ...(event.actor.kind === 'staff' ? { role: event.actor.role } : {}), ...event.detail };
  const rows = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT public.append_audit(${event.action}, ${event.actor.kind}, ${event.actor.id},
      ${event.connectionId ?? null}::uuid, ${event.environment ?? null}::public.environment,
      ${JSON.stringify(detail)}::jsonb,
      ${Object.keys(personal).length === 0 ? null : JSON.stringify(personal)}::jsonb) AS id`;
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('append_audit returned no row');
  return id;
}

/** What differs between the rows of one act on many connections. */
export type AuditOfOne = Pick<AuditEvent, 'detail'> & { connectionId: string; environment: Environment };

/** Appends a row for each connection of one act, in one statement and in their order. */
export async function appendAuditOfMany(
  tx: Pick<Tx, '$executeRaw'>,
  event: Omit<AuditEvent, 'connectionId' | 'environment'>,
  each: readonly AuditOfOne[],
): Promise<void> {
  const personal = { ...actorPersonal(event.actor), ...event.personal };
  const shared = { ...(event.actor.kind === 'staff' ? { role: event.actor.role } : {}), ...event.detail };
  const details = each.map(({ detail }) => JSON.stringify({ ...shared, ...detail }));
  await tx.$executeRaw`
    SELECT public.append_audit_of_many(${event.action}, ${event.actor.kind}, ${event.actor.id},
      ${each.map(({ connectionId }) => connectionId)}::uuid[],
      ${each.map(({ environment }) => environment)}::text[]::public.environment[], ${details}::text[]::jsonb[],
      ${Object.keys(personal).length === 0 ? null : JSON.stringify(personal)}::jsonb)`;
}

function actorPersonal(actor: Actor): Record<string, string | null> {
  if (actor.kind !== 'customer' && actor.kind !== 'staff') return {};
  return {
    ...(actor.name === undefined ? {} : { actorName: actor.name }),
    ...(actor.email === undefined ? {} : { actorEmail: actor.email }),
  };
}
