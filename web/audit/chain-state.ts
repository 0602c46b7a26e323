import type { Db } from '#lib/db/client';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';

/** What the vault has verified of the trail in the background. */
export type ChainState = {
  /** How many of the newest entries follow on each other as they were sealed; 0 before the first look. */
  verified: number;
  verifiedAt: Date | null;
  /** When a round through the whole trail last reached its end. */
  wholeAt: Date | null;
  broken: { sequence: number; entryId: string; at: Date } | null;
};

/** @throws AppError FORBIDDEN */
export async function readChainState(db: Pick<Db, '$queryRaw'>, viewer: Viewer): Promise<ChainState> {
  assertStaffMay(viewer, 'view');
  const [row] = await db.$queryRaw<
    {
      verified: bigint;
      verifiedAt: Date | null;
      wholeAt: Date | null;
      brokenSequence: bigint | null;
      brokenEntryId: string | null;
      brokenAt: Date | null;
    }[]
  >`SELECT verified_sequence AS verified, verified_at AS "verifiedAt", whole_at AS "wholeAt",
      broken_sequence AS "brokenSequence", broken_entry_id AS "brokenEntryId", broken_at AS "brokenAt"
    FROM public.audit_verification`;
  const { brokenSequence, brokenEntryId, brokenAt } = row ?? {};
  return {
    verified: Number(row?.verified ?? 0),
    verifiedAt: row?.verifiedAt ?? null,
    wholeAt: row?.wholeAt ?? null,
    broken:
      brokenSequence == null || brokenEntryId == null || brokenAt == null
        ? null
        : { sequence: Number(brokenSequence), entryId: brokenEntryId, at: brokenAt },
  };
}
