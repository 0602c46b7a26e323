import type { Environment } from '../../harness/flows';
import type { Stack } from '../../harness/stack';

/** Registers our client at Wise with these secrets: what its Developer Hub does. */
export async function registerClient(stack: Stack, environment: Environment, secret: string): Promise<void> {
  const wise = stack.wise(environment);
  const answer = await fetch(`${wise.url}/__emulator/clients`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      clientId: wise.clientId,
      clientSecrets: [secret],
      redirectUris: [`${stack.appUrl}/connect/${environment}/callback`],
      name: 'Example Bank',
    }),
  });
  if (!answer.ok) throw new Error(`the emulator answers ${answer.status}: ${await answer.text()}`);
}

/** Runs `act` while Wise knows another secret than we do. */
export async function withWrongSecret(
  stack: Stack,
  environment: Environment,
  act: () => Promise<void>,
): Promise<void> {
  await registerClient(stack, environment, 'a secret that nobody told us');
  try {
    await act();
  } finally {
    await registerClient(stack, environment, stack.secrets.wiseClientSecrets[environment]);
  }
}
