import type { ListedHold } from '#web/holds/holds';
import { staffIncidentMessages as messages } from '#web/messages/staff/incidents';

/** What a hold is on, in words. */
export function holdName({ scope, value, keyName }: Pick<ListedHold, 'scope' | 'value' | 'keyName'>): string {
  if (value === null) return messages.scopes[scope]('');
  if (scope === 'environment')
    return messages.scopes.environment(messages.environments[value === 'sandbox' ? 'sandbox' : 'production']);
  return messages.scopes[scope](keyName === null ? value : `${keyName} (${value})`);
}
