import { HOLD_REASON_MAX_LENGTH } from '#lib/contract/holds';
import { idInAddress } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { releaseForm } from '#web/staff/form-draft';
import { answerHoldAct } from '../../hold-act';

type Context = { params: Promise<{ id: string }> };

/** Lets the issuing of tokens go on, for admins who approved it with a passkey. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const holdId = idInAddress((await params).id);
  return await answerHoldAct(
    request,
    'release_hold',
    { form: releaseForm(holdId), fields: ['reason'] },
    (form) => {
      const reason = form.writing('reason');
      if (reason === undefined || reason.length > HOLD_REASON_MAX_LENGTH) return undefined;
      return { act: 'hold.release', holdId, reason };
    },
  );
}

/** A restored tab, the address typed again: does nothing, and shows the holds. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/incidents');
}
