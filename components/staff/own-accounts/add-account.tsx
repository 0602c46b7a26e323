import type { Environment } from '#lib/env/wise';
import { labels } from '#web/messages/labels';
import { ownAccountsMessages } from '#web/messages/staff/own-accounts';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Input, Select } from '../../ui/field';
import { Command } from '../credentials/command';
import { TokenForm } from './token-form';

const { add: messages } = ownAccountsMessages;
/** Parts of the act that are chosen in the form. */
const CHOSEN = ['environment', 'profileId'];

type AddAccountProps = {
  path: string;
  csrf: string;
  environments: readonly Environment[];
  /** Chosen already, or typed before. */
  environment: Environment | undefined;
  profileId: string | undefined;
  maxLength: number;
};

/** Stores a token of an account that has none here. */
export function AddAccount({ environments, environment, profileId, ...form }: AddAccountProps) {
  return (
    <Card aria-labelledby="add" className="mt-8">
      <h2 id="add" className="font-semibold text-lg">
        {messages.title}
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-muted">{messages.text}</p>
      <div className="max-w-md">
        <TokenForm {...form} act={{ act: 'personal_token.store' }} fields={CHOSEN}>
          <Select label={messages.environment} name="environment" defaultValue={environment}>
            {environments.map((each) => (
              <option key={each} value={each}>
                {labels.environment[each]}
              </option>
            ))}
          </Select>
          <Input
            label={messages.profile}
            name="profileId"
            hint={messages.profileHint}
            defaultValue={profileId}
            inputMode="numeric"
            pattern="\d{1,19}"
            maxLength={19}
            autoComplete="off"
          />
          <Button busy={messages.busy}>{messages.submit}</Button>
        </TokenForm>
      </div>
      <p className="mt-6 mb-2 text-muted text-sm">{messages.commandLine}</p>
      <Command text="npm run personal-token -- add production --file token.txt" />
    </Card>
  );
}
