import { auditExportSchema, hasDays } from '#lib/contract/audit-export';
import { assertStaffMay } from '#web/connections/staff-access';
import { seeOther } from '#web/http/answer';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { answerStaffForm } from '#web/staff/answer-staff-form';
import { EXPORT_TRAIL_FORM } from '#web/staff/form-draft';
import { readStepUp } from '#web/staff/step-up';
import { exportTrail } from '#web/vault-client/audit';

const PAGE = '/staff/activity';

/** The signed export of the audit trail, for admins who approved it with a passkey: the vault records it, then sends its lines. */
export async function POST(request: Request): Promise<Response> {
  const typed = { form: EXPORT_TRAIL_FORM, fields: ['from', 'to', 'personal'] };
  return await answerStaffForm(request, { returnTo: PAGE, typed }, async ({ staff, form, taken }) => {
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
        const lines = await exportTrail(ask);
        taken();
        return new Response(lines, {
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
