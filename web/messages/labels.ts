import type { ConnectionStatus, ProfileType } from '#lib/contract/connections';
import type { WithdrawalChannel } from '#lib/contract/withdrawals';
import type { Environment } from '#lib/env/wise';
import { inLanguage } from './language';

type Labels = {
  environment: Record<Environment, string>;
  profileType: Record<ProfileType, string>;
  profileOfType: Record<ProfileType, string>;
  status: Record<ConnectionStatus, string>;
  /** After "withdrew". */
  withdrew: Record<WithdrawalChannel, string>;
};

const en: Labels = {
  environment: { production: 'Production', sandbox: 'Sandbox' },
  profileType: { personal: 'Personal', business: 'Business' },
  profileOfType: { personal: 'Personal profile', business: 'Business profile' },
  status: { active: 'Active', needs_reconnect: 'Needs reconnecting', disconnected: 'Disconnected' },
  withdrew: { post: 'by letter', phone: 'by phone', email: 'by email', in_person: 'in person' },
};

/** The names of what both audiences see. */
export const labels = inLanguage({ en });
