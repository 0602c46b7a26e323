import type { ConnectionStatus, ProfileType } from '#lib/contract/connections';
import type { Environment } from '#lib/env/wise';
import { inLanguage } from './language';

type Labels = {
  environment: Record<Environment, string>;
  profileType: Record<ProfileType, string>;
  profileOfType: Record<ProfileType, string>;
  status: Record<ConnectionStatus, string>;
};

const en: Labels = {
  environment: { production: 'Production', sandbox: 'Sandbox' },
  profileType: { personal: 'Personal', business: 'Business' },
  profileOfType: { personal: 'Personal profile', business: 'Business profile' },
  status: { active: 'Active', needs_reconnect: 'Needs reconnecting', disconnected: 'Disconnected' },
};

/** The names of what both audiences see. */
export const labels = inLanguage({ en });
