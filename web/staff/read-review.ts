import { Prisma } from '#lib/db/generated/client';
import type { StaffRole } from '#lib/db/generated/enums';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';
import { beyond, PEOPLE_PAGE_SIZE } from './list-people';

type Reader = Pick<WebDb, '$queryRaw'>;

/** Where the review of who has access stands. */
export type ReviewState = {
  open: { id: string; startedAt: Date; startedBy: string; left: number } | undefined;
  lastFinishedAt: Date | null;
  /** When the next one is due; null where nobody is on the staff. */
  dueAt: Date | null;
  isDue: boolean;
};

type Row = {
  id: string | null;
  startedAt: Date | null;
  startedBy: string | null;
  left: number;
  lastFinishedAt: Date | null;
  dueAt: Date | null;
  isDue: boolean | null;
};

/** The review that is under way, if any, and when the next one is due, by the database's clock. */
export async function readReviewState(db: Reader, days: number): Promise<ReviewState> {
  const [row] = await db.$queryRaw<Row[]>`
    SELECT review.id, review.started_at AS "startedAt", coalesce(starter.name, starter.email) AS "startedBy",
           (SELECT count(*)::int FROM public.staff AS p WHERE ${isLeft(Prisma.sql`review.id`)}) AS left,
           last.at AS "lastFinishedAt", due.at AS "dueAt", due.at <= now() AS "isDue"
      FROM (SELECT max(finished_at) AS at FROM public.access_reviews) AS last,
      LATERAL (SELECT coalesce(last.at, (SELECT min(created_at) FROM public.staff))
        + make_interval(days => ${days}::int) AS at) AS due
      LEFT JOIN public.access_reviews AS review ON review.finished_at IS NULL
      LEFT JOIN public.staff AS starter ON starter.id = review.started_by`;
  return {
    open:
      row?.id == null || row.startedAt === null
        ? undefined
        : { id: row.id, startedAt: row.startedAt, startedBy: row.startedBy ?? '', left: row.left },
    lastFinishedAt: row?.lastFinishedAt ?? null,
    dueAt: row?.dueAt ?? null,
    isDue: row?.isDue ?? false,
  };
}

/** Somebody who has access, in a review. */
export type ReviewRow = {
  id: string;
  name: string | null;
  email: string;
  role: StaffRole;
  lastSignedInAt: Date | null;
  lastActAt: Date | null;
  decision: 'confirmed' | 'changed' | null;
  decidedBy: string | null;
  decidedAt: Date | null;
};

/**
 * One page of everybody who has access, with what was decided of them in this review.
 *
 * @throws AppError FORBIDDEN
 */
export async function listReview(
  db: Reader,
  viewer: Viewer,
  ask: { reviewId: string | undefined; after: string | undefined },
): Promise<{ rows: ReviewRow[]; next: string | undefined }> {
  assertStaffMay(viewer, 'manageStaff');
  const rows = await db.$queryRaw<ReviewRow[]>`
    SELECT p.id, p.name, p.email, p.role::text AS role, p.last_signed_in_at AS "lastSignedInAt",
      (SELECT a.at FROM public.audit_entries AS a
        WHERE a.actor_kind = 'staff' AND a.action NOT LIKE 'session.%' AND a.actor_id = p.id::text
        ORDER BY a.id DESC LIMIT 1) AS "lastActAt",
      item.decision, item.decided_at AS "decidedAt", coalesce(decider.name, decider.email) AS "decidedBy"
      FROM public.staff AS p
      LEFT JOIN public.access_review_items AS item ON item.staff_id = p.id AND item.role = p.role
        AND item.review_id = ${ask.reviewId ?? null}::uuid
      LEFT JOIN public.staff AS decider ON decider.id = item.decided_by
     WHERE p.disabled_at IS NULL AND ${beyond(ask.after)}
     ORDER BY p.disabled_at IS NOT NULL, p.email LIMIT ${PEOPLE_PAGE_SIZE + 1}::int`;
  const page = rows.slice(0, PEOPLE_PAGE_SIZE);
  return { rows: page, next: rows.length > PEOPLE_PAGE_SIZE ? page.at(-1)?.id : undefined };
}

/** Has access, and nobody has said so in this review of the role they have now; with the alias p. */
function isLeft(reviewId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`p.disabled_at IS NULL AND NOT EXISTS (SELECT 1 FROM public.access_review_items AS i
    WHERE i.review_id = ${reviewId} AND i.staff_id = p.id AND i.role = p.role)`;
}
