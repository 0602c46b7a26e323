import type { SessionClaim } from '#lib/contract/internal-api';
import type { StepUpOnTheWire } from '#lib/contract/step-up';
import type { Secret } from '#lib/log/secret';
import type { Opened } from './act-requests';

type Listener = { url: string; key: Secret };

/**
 * The vault's own answer to a request that anybody with the internal key and this session can make, a hijacked web too: the
 * word of what came of it, or the code of its refusal.
 */
export async function askVault(
  { url, key }: Listener,
  { token }: SessionClaim,
  { route, id = '', body }: Opened,
  stepUp?: StepUpOnTheWire,
): Promise<string> {
  const response = await fetch(new URL(route.replace(':id', id), url), {
    method: 'POST',
    headers: { authorization: `Bearer ${key.reveal()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ session: { audience: 'staff', token: token.reveal() }, ...body, stepUp }),
  });
  const text = await response.text();
  if (response.headers.get('content-type')?.includes('ndjson') === true) return 'a file';
  const answer: Record<string, unknown> = JSON.parse(text);
  if (!response.ok) return String(answer.code);
  return String(answer.outcome ?? answer.result ?? answer.state ?? answer.status ?? 'ok');
}
