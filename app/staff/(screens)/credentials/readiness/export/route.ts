import { readEnvironment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { assertStaffMay } from '#web/connections/staff-access';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { jsonFile } from '#web/http/json-file';
import { answerVaultSilence } from '#web/http/vault-silence';
import { readinessFile } from '#web/messages/staff/readiness-report';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';
import { readReadiness } from '#web/vault-client/vault-client';

const PAGE = '/staff/credentials/readiness';

/** The readiness report as a file: the vault records that it leaves. */
export async function POST(request: Request): Promise<Response> {
  return await answerForm(request, { audience: 'staff', returnTo: PAGE }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    assertStaffMay(staff, 'view');
    const environment = readEnvironment(form.text('environment', 20));
    if (environment === undefined) throw new AppError('BAD_REQUEST', { log: 'no environment' });
    const session = sessionClaim(request.headers, 'staff');
    const failedTo = `${PAGE}?environment=${environment}&flash=unanswered`;
    return await answerVaultSilence({ failedTo, act: 'readiness.export' }, async () => {
      const report = await readReadiness({ session, environment, isExported: true });
      return jsonFile(`readiness-${environment}`, readinessFile(report));
    });
  });
}

/** A restored tab, the address typed again: does nothing, and shows the report. */
export function GET(): Response {
  return seeOther(PAGE);
}
