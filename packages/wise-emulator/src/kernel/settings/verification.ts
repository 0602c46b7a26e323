import * as z from 'zod';
import { setting } from './setting';

/** Wise's hosted page of a KYC review. */
export const verificationSettings = {
  /** Documented is that it expires; by its example after some minutes. */
  verificationLinkSeconds: setting({
    description: 'Links to the page of a KYC review live (seconds)',
    default: 300,
    schema: z.number().min(0).max(630_720_000),
  }),
};
