import type { Harness } from './harness';

const CLIENT_ID = 'acme-bank';

const secretsOf = (harness: Harness) => {
  const client = harness.emulator.state.clients.find(CLIENT_ID);
  if (client === undefined) throw new Error(`no client ${CLIENT_ID}`);
  return client.secrets;
};

/** Another secret of our client at Wise, as its Developer Hub makes it; two are live then. */
export function rotateSecret(harness: Harness): { id: string; value: string } {
  const made = secretsOf(harness).rotate(Date.now());
  if (made === undefined) throw new Error('two secrets are live already');
  return made;
}

/** The Developer Hub ends a secret at once. */
export function revokeSecret(harness: Harness, value: string): void {
  const secrets = secretsOf(harness);
  const found = secrets.live(Date.now()).find((each) => each.value === value);
  if (found === undefined || !secrets.revoke(found.id, Date.now(), 0)) throw new Error('no such secret');
}
