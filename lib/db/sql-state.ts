import { z } from 'zod';
import type { Prisma } from './generated/client';

const rawMeta = z.object({
  driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }),
});

/** PostgreSQL's own code behind a failed statement ('' if none): Prisma 7 hangs it on the driver adapter's error. */
export function sqlStateOf(error: Prisma.PrismaClientKnownRequestError): string {
  const meta = rawMeta.safeParse(error.meta);
  return meta.success ? meta.data.driverAdapterError.cause.originalCode : '';
}
