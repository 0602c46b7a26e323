import { readParameter } from '#emulator/kernel/http/form';
import type { ClientStore, RegisteredClient } from '#emulator/kernel/store/clients';

/** A checked authorise request. Unknown parameters (`response_type`, `scope`, …) are ignored, as at Wise. */
export type AuthoriseRequest = {
  client: RegisteredClient;
  redirectUri: string;
  /** Undefined: none was sent, so none goes back. */
  state: string | undefined;
};

export type AuthoriseCheck = { ok: true; request: AuthoriseRequest } | { ok: false; reason: string };

const NEEDED = ['client_id', 'redirect_uri'] as const;

/**
 * Refuses what must never lead to a redirect: an unknown client, and a redirect URI that is not registered for it
 * byte for byte (docs/wise.md 1.2 and 1.6).
 */
export function checkAuthoriseRequest(clients: ClientStore, params: URLSearchParams): AuthoriseCheck {
  for (const name of [...NEEDED, 'state', 'claim_account_code']) {
    if (readParameter(params, name).given === 'repeatedly')
      return refused(`${name} was sent more than once.`);
  }
  for (const name of NEEDED) {
    if (!params.get(name)) return refused(`${name} is missing.`);
  }
  const client = clients.find(params.get('client_id') ?? '');
  if (!client) return refused('This client_id is not known here.');
  const redirectUri = params.get('redirect_uri') ?? '';
  if (!client.redirectUris.includes(redirectUri)) {
    return refused('This redirect_uri is not registered for the client.');
  }
  return { ok: true, request: { client, redirectUri, state: params.get('state') ?? undefined } };
}

function refused(reason: string): AuthoriseCheck {
  return { ok: false, reason };
}
