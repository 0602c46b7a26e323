import { referenceMessages } from '#web/messages/staff/references';

/** Why a way back from Wise was refused; a word that is not known here is shown as it is. */
export function refusalText(reason: string): string {
  const refusals: Readonly<Record<string, string>> = referenceMessages.refusals;
  return (Object.hasOwn(refusals, reason) ? refusals[reason] : undefined) ?? reason;
}
