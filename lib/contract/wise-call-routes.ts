import type { ApiKeyScope } from './api-key-scopes';
import { APPLICATION_CALL, CONNECTION_CALL, type PartnerFailure } from './partner-problems';

/** A route of the partner API behind which Wise answers: `*` is a path of Wise's own. */
export type WiseCallRoute = {
  path: string;
  summary: string;
  scope: ApiKeyScope;
  personalTokenScope?: ApiKeyScope;
  /** Takes the header `Wise-Challenge`. */
  hasChallenge?: true;
  errors: readonly PartnerFailure[];
};

export const WISE_CALL_ROUTES = {
  callWise: {
    path: '/v1/connections/:id/wise/*',
    summary: 'Call Wise in the name of a connection',
    scope: 'wise:call',
    personalTokenScope: 'personal-token:use',
    hasChallenge: true,
    errors: CONNECTION_CALL,
  },
  // Whoever may hold the application's token may have it used; no key made before scopes may.
  callWiseAsApplication: {
    path: '/v1/application/:environment/wise/*',
    summary: 'Call Wise with your application’s own token',
    scope: 'application-token:read',
    errors: APPLICATION_CALL,
  },
} as const satisfies Record<string, WiseCallRoute>;
