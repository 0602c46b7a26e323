import type { OwnAccount } from '#web/connections/staff-own-accounts';
import { ownAccountsMessages } from '#web/messages/staff/own-accounts';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { CopyableId } from '../copyable-id';
import { FoldedAct } from '../folded-act';
import { StepUpForm } from '../step-up-form';
import { OwnAccountFacts } from './own-account-facts';
import { TokenForm } from './token-form';

const messages = ownAccountsMessages;
const { rotate, remove } = messages;

type AccountCardProps = {
  account: OwnAccount;
  /** Whether Wise lets its tokens fund transfers and read statements; undefined: it did not say where the account is. */
  maySpend: boolean | undefined;
  timeZone: string;
  /** Undefined: this role only looks. */
  acts: { path: string; csrf: string; maxLength: number } | undefined;
};

/** One account of ours at Wise, and what can be done with its token. */
export function AccountCard({ account, maySpend, timeZone, acts }: AccountCardProps) {
  const { id, country } = account;
  return (
    <Card>
      <OwnAccountFacts account={account} timeZone={timeZone} isHeading />
      <p className="mt-1 text-muted text-sm">
        {maySpend === undefined
          ? messages.unknownCountry
          : messages.country(country?.toUpperCase() ?? '', maySpend)}
      </p>
      <p className="mt-1 flex gap-x-1 text-muted text-sm">
        {messages.id} <CopyableId value={id} label={messages.id} />
      </p>
      {acts === undefined ? null : (
        <div className="mt-4 divide-y divide-line border-line border-t">
          <FoldedAct texts={rotate} isOpen={account.state === 'refused'}>
            <TokenForm {...acts} act={{ act: 'personal_token.rotate', personalTokenId: id }}>
              <input type="hidden" name="personalTokenId" value={id} />
              <Button busy={rotate.busy}>{rotate.submit}</Button>
            </TokenForm>
          </FoldedAct>
          <FoldedAct texts={remove}>
            <StepUpForm
              action={`${acts.path}/act`}
              csrf={acts.csrf}
              act={{ act: 'personal_token.remove', personalTokenId: id }}
              className="space-y-4"
            >
              <input type="hidden" name="act" value="personal_token.remove" />
              <input type="hidden" name="personalTokenId" value={id} />
              <Button tone="danger" busy={remove.busy}>
                {remove.submit}
              </Button>
            </StepUpForm>
          </FoldedAct>
        </div>
      )}
    </Card>
  );
}
