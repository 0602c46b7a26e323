import { expect, it } from 'vitest';
import type { Environment } from '#lib/env/wise';
import { Secret } from '#lib/log/secret';
import { createWiseClient } from '#vault/wise/client';
import { plainTransport } from '#vault/wise/transport/transport';
import { checkHosts } from './address-checks';

const mtls = { certificateFile: 'c', keyFile: 'k', preflightPath: '/', proof: 'preflight' } as const;

it.each<[Environment, string, boolean, string]>([
  ['production', 'https://api.wise.com', false, 'own'],
  ['production', 'https://api-mtls.transferwise.com', true, 'own'],
  ['sandbox', 'https://api.wise-sandbox.com', false, 'own'],
  ['production', 'https://api.wise-sandbox.com', false, 'mixed'],
  ['sandbox', 'https://api-mtls.transferwise.com', true, 'mixed'],
  ['sandbox', 'https://wise.com', false, 'mixed'],
  ['production', 'https://api-mtls.transferwise.com', false, 'needs_certificate'],
  ['production', 'https://api.wise.com', true, 'not_mtls'],
  ['production', 'http://127.0.0.1:4000', false, 'here'],
  ['sandbox', 'http://127.0.0.1:4000', false, 'other'],
  ['production', 'https://proxy.example', false, 'other'],
])('%s at %s, with a certificate %s: %s', (environment, apiUrl, hasCertificate, finding) => {
  const config = {
    ...{ environment, apiUrl, clientId: 'acme', clientSecret: new Secret('s'), apiVersion: '' },
    ...(hasCertificate ? { mtls } : {}),
  };
  const check = checkHosts(createWiseClient(config, { transport: plainTransport() }));
  expect(check).toMatchObject({ finding, seen: [{ name: 'api_host', value: new URL(apiUrl).host }] });
});
