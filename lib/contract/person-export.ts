import * as z from 'zod';

/** Raised when a reader of the former one would misread the new one (docs/person-export.md). */
export const PERSON_EXPORT_FORMAT = 'connect-wise-person/1';

/** All that is kept of one person, as staff download it. */
export const personExportSchema = z.object({
  format: z.literal(PERSON_EXPORT_FORMAT),
  customer_id: z.uuid(),
  exported_at: z.iso.datetime(),
  /** By the name of the table. */
  tables: z.record(
    z.string(),
    z.object({
      /** What its rows say of the person. */
      what: z.string(),
      /** Columns that are not in the rows, and why. */
      withheld: z.record(z.string(), z.string()),
      rows: z.array(z.record(z.string(), z.unknown())),
    }),
  ),
});
export type PersonExport = z.output<typeof personExportSchema>;
