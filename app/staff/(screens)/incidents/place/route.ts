import { HOLD_REASON_MAX_LENGTH } from '#lib/contract/holds';
import { seeOther } from '#web/http/answer';
import { PLACE_FORM } from '#web/staff/form-draft';
import { answerHoldAct } from '../hold-act';

/** Stops the issuing of tokens, for operators and admins who approved it with a passkey. */
export async function POST(request: Request): Promise<Response> {
  return await answerHoldAct(
    request,
    'place_hold',
    { form: PLACE_FORM, fields: ['on', 'reason'] },
    (form) => {
      const [on, reason] = [form.text('on', 100), form.writing('reason')];
      if (on === undefined || reason === undefined || reason.length > HOLD_REASON_MAX_LENGTH)
        return undefined;
      return { act: 'hold.place', on, reason };
    },
  );
}

/** A restored tab, the address typed again: does nothing, and shows the holds. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/incidents');
}
