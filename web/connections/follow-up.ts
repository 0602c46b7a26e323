import 'server-only';
import { type RecordedWithdrawal, toWithdrawal } from './recorded-withdrawal';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';

/** A colleague, as other staff see them. */
export type Colleague = { id: string; name: string | null; email: string; isDisabled: boolean };

export type Note = { id: string; text: string; at: Date; author: Colleague };

/** What staff have added to a connection by hand. */
export type FollowUp = {
  owner: Colleague | null;
  /** null: not put off, or over. */
  snooze: { until: Date; reason: string } | null;
  /** Newest first, at most `MAX_NOTES`; the others are in the timeline. */
  notes: Note[];
  /** The last link to reconnect: when it was asked for, and whether it has left. */
  lastLink: { at: Date; sentAt: Date | null; isRecent: boolean } | null;
  withdrawal: (RecordedWithdrawal & { reference: string }) | null;
};

const MAX_NOTES = 20;

type Row = Omit<FollowUp, 'owner' | 'snooze' | 'notes' | 'lastLink' | 'withdrawal'> & {
  ownerId: string | null;
  ownerName: string | null;
  ownerEmail: string | null;
  ownerIsDisabled: boolean | null;
  snoozedUntil: Date | null;
  snoozeReason: string | null;
  linkAt: Date | null;
  linkSentAt: Date | null;
  linkIsRecent: boolean | null;
  channel: string | null;
  receivedOn: Date | null;
  reference: string | null;
};

/**
 * What staff have added to a connection, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function readFollowUp(reader: Reader, viewer: Viewer, connectionId: string): Promise<FollowUp> {
  assertStaffMay(viewer, 'view');
  const [rows, notes] = await Promise.all([
    reader.$queryRaw<Row[]>`
      SELECT s.id AS "ownerId", s.name AS "ownerName", s.email AS "ownerEmail", s.disabled_at IS NOT NULL AS "ownerIsDisabled",
        CASE WHEN f.snoozed_until > now() THEN f.snoozed_until END AS "snoozedUntil", f.snooze_reason AS "snoozeReason",
        l.created_at AS "linkAt", l.sent_at AS "linkSentAt", l.created_at > now() - interval '24 hours' AS "linkIsRecent",
        w.channel, w.received_on AS "receivedOn", w.reference
      FROM (SELECT ${connectionId}::uuid AS id) AS c
        LEFT JOIN public.connection_follow_up AS f ON f.connection_id = c.id
        LEFT JOIN public.staff AS s ON s.id = f.owner_staff_id
        LEFT JOIN public.connection_withdrawals AS w ON w.connection_id = c.id
        LEFT JOIN LATERAL (SELECT created_at, sent_at FROM public.notices
          WHERE connection_id = c.id AND kind = 'reconnect_link' ORDER BY created_at DESC LIMIT 1) AS l ON true`,
    readNotes(reader, connectionId),
  ]);
  const [row] = rows;
  return { ...fromRow(row), notes };
}

function fromRow(row: Row | undefined): Omit<FollowUp, 'notes'> {
  const owner =
    row?.ownerId == null
      ? null
      : {
          id: row.ownerId,
          name: row.ownerName,
          email: row.ownerEmail ?? '',
          isDisabled: row.ownerIsDisabled === true,
        };
  const snooze =
    row?.snoozedUntil == null ? null : { until: row.snoozedUntil, reason: row.snoozeReason ?? '' };
  const lastLink =
    row?.linkAt == null
      ? null
      : { at: row.linkAt, sentAt: row.linkSentAt, isRecent: row.linkIsRecent === true };
  const withdrawal = toWithdrawal(row?.channel ?? null, row?.receivedOn ?? null);
  return {
    owner,
    snooze,
    lastLink,
    withdrawal: withdrawal && { ...withdrawal, reference: row?.reference ?? '' },
  };
}

type NoteRow = { id: string; text: string; at: Date } & {
  staffId: string;
  name: string | null;
  email: string;
  isDisabled: boolean;
};

async function readNotes(reader: Reader, connectionId: string): Promise<Note[]> {
  const rows = await reader.$queryRaw<NoteRow[]>`
    SELECT n.id, n.text, n.created_at AS at, s.id AS "staffId", s.name, s.email, s.disabled_at IS NOT NULL AS "isDisabled"
    FROM public.connection_notes AS n JOIN public.staff AS s ON s.id = n.staff_id
    WHERE n.connection_id = ${connectionId}::uuid ORDER BY n.created_at DESC, n.id DESC LIMIT ${MAX_NOTES}::integer`;
  return rows.map(({ staffId, name, email, isDisabled, ...note }) => ({
    ...note,
    author: { id: staffId, name, email, isDisabled },
  }));
}

/** A choice of more is a list to search, which this is not. */
const MAX_COLLEAGUES = 200;

/**
 * Who may be given a connection, by name.
 *
 * @throws AppError FORBIDDEN
 */
export async function listAssignable(reader: Reader, viewer: Viewer): Promise<Colleague[]> {
  assertStaffMay(viewer, 'assign');
  return reader.$queryRaw<Colleague[]>`
    SELECT id, name, email, false AS "isDisabled" FROM public.staff
    WHERE disabled_at IS NULL AND role <> 'viewer' ORDER BY lower(coalesce(name, email)), id LIMIT ${MAX_COLLEAGUES}::integer`;
}
