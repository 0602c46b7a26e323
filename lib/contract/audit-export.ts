import * as z from 'zod';

/** A day that begins at 00:00 UTC; empty: no limit on this side. */
const day = z.union([z.literal(''), z.iso.date()]);

/** The signed export of the audit trail, approved with a passkey (design 4.19): which days, and whether with personal data. */
export const AUDIT_ACT_SCHEMAS = [
  z.strictObject({
    act: z.literal('audit.export'),
    /** The first day that is in it. */
    from: day,
    /** The first day that is not. */
    to: day,
    /** With names, addresses and free text; without, an entry has their digest alone. */
    personal: z.enum(['yes', 'no']),
  }),
] as const;
export const auditExportSchema = z.discriminatedUnion('act', AUDIT_ACT_SCHEMAS);
export type AuditExport = z.output<typeof auditExportSchema>;

/** Whether there is a day between the two. */
export const hasDays = ({ from, to }: Pick<AuditExport, 'from' | 'to'>): boolean =>
  from === '' || to === '' || from < to;
