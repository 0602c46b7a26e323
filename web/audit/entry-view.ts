import type { Environment } from '#lib/db/generated/enums';
import { auditMessages } from '#web/messages/audit';
import { type AuditFact, auditAction, auditFacts, auditReason } from './entry-text';

export type AuditActorView = {
  kind: 'customer' | 'staff' | 'system' | 'operator';
  /** Who this is without a name: the role stays when the name has been erased. */
  label: string;
  id: string | null;
  name: string | null;
  email: string | null;
  /** True when the row once had personal data and it has been erased since (design 4.7). */
  erased: boolean;
};

/** One audit entry in words; no field comes from upstream text, and none can hold a token. */
export type AuditEntryView = {
  id: string;
  at: Date;
  what: string;
  actor: AuditActorView;
  /** Free text given by staff, or the words of a reason code. */
  reason: string | null;
  environment: Environment | null;
  facts: AuditFact[];
};

/** A row as the pages read it. */
export type AuditRow = {
  id: bigint;
  at: Date;
  action: string;
  actorKind: AuditActorView['kind'];
  actorId: string | null;
  environment: Environment | null;
  detail: Record<string, unknown>;
  hadPersonal: boolean;
  personal: Record<string, unknown> | null;
};

/** The entry in words. */
export function toEntryView(row: AuditRow): AuditEntryView {
  return {
    id: row.id.toString(),
    at: row.at,
    what: auditAction(row.action),
    actor: actorView(row),
    reason: auditReason(row.detail, row.personal),
    environment: row.environment,
    facts: auditFacts(row.detail),
  };
}

function actorView({ actorKind, actorId, detail, hadPersonal, personal }: AuditRow): AuditActorView {
  return {
    kind: actorKind,
    label: actorLabel(actorKind, detail.role),
    id: actorId,
    name: text(personal?.actorName),
    email: text(personal?.actorEmail),
    erased: hadPersonal && personal === null,
  };
}

function actorLabel(kind: AuditActorView['kind'], role: unknown): string {
  const { actors } = auditMessages;
  return kind === 'staff' && typeof role === 'string' ? actors.staffWithRole(role) : actors[kind];
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
