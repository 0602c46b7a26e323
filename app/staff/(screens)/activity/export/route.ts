import { auditExportSchema, hasDays } from '#lib/contract/audit-export';
import { assertStaffMay } from '#web/connections/staff-access';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';
import { readStepUp } from '#web/staff/step-up';
import { exportTrail } from '#web/vault-client/audit';

const PAGE = '/staff/activity';

/** The signed export of the audit trail, for admins who approved it with a passkey: the vault records it, then sends its lines. */
export async function POST(request: Request): Promise<Response> {
  return await answerForm(request, { audience: 'staff', returnTo: PAGE }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    assertStaffMay(staff, 'export_audit');
    const [from, to] = [form.text('from', 10) ?? '', form.text('to', 10) ?? ''];
    const act = auditExportSchema.safeParse({
      act: 'audit.export',
      from,
      to,
      personal: form.text('personal', 3),
    });
    if (!act.success || !hasDays(act.data)) return seeOther(`${PAGE}?flash=days`);
    const ask = {
      session: sessionClaim(request.headers, 'staff'),
      act: act.data,
      stepUp: readStepUp(form),
    };
    return await answerVaultSilence(
      { failedTo: `${PAGE}?flash=unanswered`, act: 'audit.export' },
      async () => {
        const day = new Date().toISOString().slice(0, 10);
        return new Response(await exportTrail(ask), {
          headers: {
            'content-type': 'application/x-ndjson; charset=utf-8',
            'content-disposition': `attachment; filename="audit-trail-${day}.ndjson"`,
            'cache-control': 'no-store',
          },
        });
      },
    );
  });
}

/** A restored tab, the address typed again: does nothing, and shows the trail. */
export function GET(): Response {
  return seeOther(PAGE);
}
