import 'server-only';
import { AppError } from '#lib/errors/app-error';
import type { StaffSession } from '#lib/sessions/session';
import { webDb } from '#web/db/web-db';
import { answerForm } from '#web/http/answer';
import { type Form, readForm } from '#web/http/form';
import { currentSession, findIdleStaff } from '#web/sessions/current-session';
import { forgetDraft, keepDraft } from './form-draft';

type Options = {
  /** The page to come back to after a sign-in. */
  returnTo: string;
  /** What people type into it; the page that shows the form again reads it with `draftsOf`. */
  typed?: TypedFields | undefined;
};

export type TypedFields = {
  /** Undefined: nothing is typed into what was sent. */
  form: string | ((form: Form) => string | undefined);
  fields: readonly string[];
};

export type StaffForm = {
  staff: StaffSession;
  form: Form;
  /** Says that the act took what was typed: the browser keeps it no longer. */
  taken: () => void;
};

/**
 * Answers the POST of a form of staff, signed in and from our own page. Whatever keeps its act from happening (a field that is
 * wrong, a session that ended while it was written, a vault that refuses or is silent), what was typed stands in the form again.
 */
export async function answerStaffForm(
  request: Request,
  { returnTo, typed }: Options,
  act: (given: StaffForm) => Promise<Response>,
): Promise<Response> {
  let cookies: string[] = [];
  const answer = await answerForm(request, { audience: 'staff', returnTo }, async () => {
    const staff = await currentSession(request.headers, 'staff');
    const writer = staff ?? (typed && (await findIdleStaff(webDb(), request.headers)));
    if (writer === undefined) throw new AppError('NOT_SIGNED_IN');
    const form = await readForm(request, writer.sessionId);
    const name = typeof typed?.form === 'function' ? typed.form(form) : typed?.form;
    const of = name === undefined ? undefined : { staffId: writer.staffId, form: name };
    if (of !== undefined) cookies = keepDraft(request.headers, of, fieldsOf(form, typed?.fields));
    if (staff === undefined) throw new AppError('NOT_SIGNED_IN');
    const taken = () => {
      cookies = of === undefined ? [] : [forgetDraft(of)];
    };
    return await act({ staff, form, taken });
  });
  for (const cookie of cookies) answer.headers.append('set-cookie', cookie);
  return answer;
}

/** As they were sent: also what is too long, or cannot be stored. */
function fieldsOf(form: Form, names: readonly string[] = []) {
  return Object.fromEntries(names.map((name) => [name, form.texts(name)[0] ?? '']));
}
