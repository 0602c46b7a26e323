import { BULK_NAMED_AT_ONCE, type BulkKind, isBulkKind } from '#lib/contract/bulk-acts';
import { AppError } from '#lib/errors/app-error';
import { readUuid } from '#lib/text/uuid';
import { idsOf, makeList } from '#web/bulk/make-list';
import { assertStaffMay } from '#web/connections/staff-access';
import { staffListHref, staffListQuery } from '#web/connections/staff-filter';
import { filterIn } from '#web/connections/staff-views';
import { webDb } from '#web/db/web-db';
import { answerForm, seeOther } from '#web/http/answer';
import { type Form, readForm } from '#web/http/form';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';

const LIST = '/staff/connections';

/** Makes a list of the rows that were selected, or of all that match; nothing is done to them before it is confirmed. */
export async function POST(request: Request): Promise<Response> {
  return await answerForm(request, { audience: 'staff', returnTo: LIST }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    const kind = kindIn(form);
    assertStaffMay(staff, 'bulk_act');
    assertStaffMay(staff, kind);
    const filter = { ...filterIn(form.text('query') ?? ''), columns: undefined, position: undefined };
    const isFilter = form.text('of') === 'filter';
    const ownerStaffId = kind === 'assign' ? (readUuid(form.text('owner')) ?? null) : null;
    const back = staffListHref(filter);
    const backWith = (word: string) => `${back}${back.includes('?') ? '&' : '?'}bulk=${word}`;
    return await answerVaultSilence({ failedTo: backWith('unanswered'), act: kind }, async () => {
      const made = await makeList(
        {
          session: sessionClaim(request.headers, 'staff'),
          kind,
          source: isFilter ? 'filter' : 'selection',
          query: isFilter ? staffListQuery(filter).toString() : '',
          ownerStaffId,
        },
        isFilter ? idsOf(webDb(), staff, filter) : [selected(form)],
      );
      return seeOther(made.kind === 'ready' ? `${LIST}/bulk/${made.bulkActId}` : backWith(made.kind));
    });
  });
}

function kindIn(form: Form): BulkKind {
  const kind = form.text('kind');
  if (isBulkKind(kind)) return kind;
  throw new AppError('BAD_REQUEST', { log: 'what to do to many connections' });
}

function selected(form: Form): string[] {
  const ids = form.texts('connection').flatMap((text) => readUuid(text) ?? []);
  return [...new Set(ids)].slice(0, BULK_NAMED_AT_ONCE);
}

/** A restored tab, the address typed again: does nothing, and shows the list. */
export async function GET(): Promise<Response> {
  return seeOther(LIST);
}
