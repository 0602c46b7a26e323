import * as z from 'zod';
import { setting } from './setting';

/** The settings of the API's versions. */
export const versionSettings = {
  /** One that is taken away is answered 404, as one is that Wise has ended (assumed). */
  apiVersions: setting({
    description: 'CalVer versions that are served, with commas between them',
    default: '2026Q3,2026Q4',
    schema: z.string().regex(/^(?:(?:2026Q3|2026Q4)(?:,(?!$)|$))*$/),
  }),
};
