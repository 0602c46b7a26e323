import { Secret } from '#lib/log/secret';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { callDigest } from '#vault/sca/call-digest';
import { readDemand } from '#vault/sca/demand';
import { describeCall } from '#vault/sca/describe-call';
import { type RaisedChallenge, raiseChallenge } from '#vault/sca/raise-challenge';
import type { Harness, Linked } from './harness';

/** A statement of the first balance of this connection's profile: a call that Wise protects. */
export async function statementPath(harness: Harness, vault: VaultContext, linked: Linked): Promise<string> {
  const { profileId } = linked.user;
  const response = await callWiseBare(
    harness,
    vault,
    linked,
    `/v4/profiles/${profileId}/balances?types=STANDARD`,
  );
  const balance = /"id":(\d+)/.exec(await response.text())?.[1] ?? '';
  const query = 'currency=GBP&intervalStart=2026-01-01T00:00:00Z&intervalEnd=2026-02-01T00:00:00Z';
  return `/v1/profiles/${profileId}/balance-statements/${balance}/statement.json?${query}`;
}

/** With the connection's own token, past the vault. */
export async function callWiseBare(
  harness: Harness,
  vault: VaultContext,
  linked: Linked,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const { access } = await vend(vault, linked.id);
  return fetch(harness.emulator.url + path, {
    headers: { authorization: `Bearer ${access.reveal()}`, ...headers },
  });
}

/** What Wise demands for a statement, kept as a challenge. */
export async function challengeOf(
  harness: Harness,
  vault: VaultContext,
  linked: Linked,
): Promise<RaisedChallenge & { oneTimeToken: string }> {
  const path = await statementPath(harness, vault, linked);
  const demand = readDemand(await callWiseBare(harness, vault, linked, path));
  if (demand === undefined) throw new Error('the emulator wants no approval');
  const oneTimeToken = demand.reveal();
  const raised = await raiseChallenge(vault, {
    connectionId: linked.id,
    description: describeCall({ method: 'GET', path }),
    digest: callDigest({ method: 'GET', path }),
    oneTimeToken: new Secret(oneTimeToken),
    apiKeyId: 'key',
  });
  return { ...raised, oneTimeToken };
}

/** The customer on Wise's hosted page. */
export async function decideOnHostedPage(
  harness: Harness,
  oneTimeToken: string,
  { code = '111111', decision = 'approve' } = {},
): Promise<string> {
  const response = await fetch(`${harness.emulator.url}/approve-api-action/decision`, {
    method: 'POST',
    body: new URLSearchParams({ ott: oneTimeToken, code, decision }),
  });
  return response.text();
}
