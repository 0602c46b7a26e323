import { refuseSecond } from '#web/vault-client/incidents';
import { answerSecondAct, type SecondActContext, showWhatWaits } from '../../second-act';

/** Refuses what waits, or withdraws it: the vault decides which, and whether. */
export async function POST(request: Request, context: SecondActContext): Promise<Response> {
  return await answerSecondAct(request, context, ({ session, id }) => refuseSecond({ session, id }));
}

/** A restored tab, the address typed again: does nothing, and shows what waits. */
export async function GET(_request: Request, context: SecondActContext): Promise<Response> {
  return await showWhatWaits(context);
}
