import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '#lib/errors/codes';
import { connectionView } from '#vault/routes/partner/connection-view';
import { unreadProblem } from '#vault/routes/problem';

const ROOT = path.resolve(import.meta.dirname, '..');
const page = readFileSync(path.join(ROOT, 'docs/partner-api.md'), 'utf8');
const rows = [...page.matchAll(/^\| (\d{3}) \| `([A-Z_]+)` \|/gm)].map(([, status, code = '']) => [
  status,
  code,
]);

/** What the routes and what they call throw themselves; a failure of the database and a mistake of ours come anywhere. */
const THROWN_IN = [
  'routes/listener.ts',
  'api-keys/authenticate.ts',
  'credentials/application-tokens.ts',
  'routes/partner/application-token.ts',
  'routes/partner/list-connections.ts',
  'routes/partner/connections.ts',
  'routes/partner/events.ts',
  'events/endpoints.ts',
  'routes/partner/guard.ts',
  'calls/allowed-paths.ts',
  'calls/answer-body.ts',
  'calls/approval-step.ts',
  'sca/claim-approval.ts',
  'sca/pass-factor.ts',
  'sca/wise-access.ts',
  'sca/start-session.ts',
  'sca/call-direct.ts',
  'routes/partner/sca-challenges.ts',
  'calls/call-application.ts',
  'calls/call-connection.ts',
  'calls/call-wise.ts',
  'calls/granted-profile.ts',
  'calls/read-body.ts',
  'calls/read-target.ts',
  'calls/scan-json.ts',
  'routes/partner/wise-users.ts',
  'routes/unknown-address.ts',
  'connect-sessions/create-session.ts',
  'connect-sessions/complete-session.ts',
  'connect-sessions/read-session.ts',
  'registrations/create-wise-user.ts',
  'registrations/reserve.ts',
  'grants/vend.ts',
  'api-keys/check-key.ts',
  'api-keys/quota.ts',
  'grants/grant-record.ts',
  'keys/key-ring.ts',
];

describe('the page about the partner API', () => {
  it('has every code that the API can answer, and no other', () => {
    const thrown = THROWN_IN.flatMap((file) => [
      ...readFileSync(path.join(ROOT, 'vault', file), 'utf8').matchAll(
        /(?:new AppError\(|code: )'([A-Z_]+)'/g,
      ),
    ]).map(([, code]) => code);
    const unread = ([400, 408, 413, 431] as const).map(
      (status) => JSON.parse(unreadProblem(status).body).code,
    );
    const answered = new Set([...thrown, ...unread, 'DATABASE_UNAVAILABLE', 'INTERNAL']);
    expect(rows.map(([, code]) => code).sort()).toEqual([...answered].sort());
  });

  it.each(rows)('%s is the status of %s', (status, code) => {
    expect(ERROR_CODES[code as ErrorCode].status).toBe(Number(status));
  });

  it('shows a connection with the fields that it has', () => {
    const at = new Date();
    const view = connectionView({
      id: '',
      status: 'active',
      reason: null,
      frozenAt: null,
      environment: 'production',
      wiseUserId: '',
      profileId: '',
      profileType: 'personal',
      profileName: '',
      matchVerdict: 'match',
      matchFacts: ['date_of_birth'],
      createdAt: at,
      connectedAt: at,
      lastCheckedAt: null,
      disconnectedAt: null,
      customer: { id: '', accounts: [] },
    });
    const [shown] = [...page.matchAll(/```json\n([\s\S]*?)```/g)]
      .map(([, json = '']) => JSON.parse(json) as { data?: Record<string, object>[] })
      .flatMap(({ data }) => data ?? []);
    expect(Object.keys(shown ?? {})).toEqual(Object.keys(view));
    expect(Object.keys(shown?.customer ?? {})).toEqual(Object.keys(view.customer ?? {}));
  });
});
