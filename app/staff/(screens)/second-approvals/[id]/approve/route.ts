import { readStepUp } from '#web/staff/step-up';
import { approveSecond } from '#web/vault-client/incidents';
import { answerSecondAct, type SecondActContext, showWhatWaits } from '../../second-act';

/** The second person approves what waits, with a passkey: the vault decides, and carries it out. */
export async function POST(request: Request, context: SecondActContext): Promise<Response> {
  return await answerSecondAct(request, context, ({ session, id, form }) =>
    approveSecond({ session, id, stepUp: readStepUp(form) }),
  );
}

/** A restored tab, the address typed again: does nothing, and shows what waits. */
export async function GET(_request: Request, context: SecondActContext): Promise<Response> {
  return await showWhatWaits(context);
}
