import * as z from 'zod';
import { html } from '#emulator/kernel/pages/html';
import type { RegisteredClient } from '#emulator/kernel/store/clients';
import { KEY_ALGORITHMS, type KeyAlgorithm, scopeOf } from '#emulator/kernel/store/jose/algorithms';
import type { PartnerKey } from '#emulator/kernel/store/jose/partner-keys';
import { hubUploadSchema } from '#emulator/security/jose/partner-key-form';
import { actAddress } from './addresses';
import type { HubSection } from './section';
import { utc } from './utc';

const algorithmSchema = z.enum(KEY_ALGORITHMS);

/** Signing and encryption keys; old and new overlap (docs/wise.md 10, "Rotation"). */
export const joseKeys: HubSection = {
  id: 'jose-keys',
  title: 'JOSE keys',
  show: ({ state, client, now }) => {
    const own = state.partnerKeys.of(client.clientId);
    return html`
<ul class="plain">${own.map((key) => html`<li>${keyRow(client, key, now)}</li>`)}</ul>
${own.length === 0 && html`<p class="quiet">None yet. Wise verifies what you sign with your public key.</p>`}
<form method="post" action="${actAddress(client, 'jose-keys', 'upload')}">
<label class="field">Key id (<code>kid</code>)<input name="keyId" required maxlength="100" placeholder="signing-2026-11"></label>
<label class="field">Algorithm <select name="algorithm">${algorithmOptions()}</select></label>
<label class="field">Public key, as PEM or base64
<textarea name="keyMaterial" rows="4" required maxlength="5000" spellcheck="false"
placeholder="-----BEGIN PUBLIC KEY-----"></textarea></label>
<label class="field">Good until, UTC (empty: until it is removed)
<input name="validTill" placeholder="2027-11-30 00:00:00"></label>
<button>Upload new key</button></form>
<form class="row wrap" method="post" action="${actAddress(client, 'jose-keys', 'rotate-wise')}">
<span class="quiet">Wise's own keys rotate too: yours to try what your app does then.</span>
<label class="inline">Wise's <select name="algorithm">${algorithmOptions()}</select></label>
<button class="second">Give it a new version</button></form>`;
  },
  acts: {
    upload: ({ state, client: { clientId }, fields }) => {
      const key = { clientId, ...hubUploadSchema.parse(uploadOf(fields)) };
      return state.partnerKeys.add(key)
        ? { kind: 'done', text: `The key “${key.keyId}” is good from now on, beside those that there are.` }
        : { kind: 'refused', text: 'This client has a key of this id already.' };
    },
    remove: ({ state, client, fields }) =>
      state.partnerKeys.remove(client.clientId, fields.get('keyId') ?? '')
        ? { kind: 'done', text: 'The key is removed.' }
        : { kind: 'refused', text: 'This client has no such key.' },
    'rotate-wise': ({ state, fields }) => {
      const algorithm = algorithmSchema.parse(fields.get('algorithm'));
      const { version } = state.wiseKeys.rotate(algorithm);
      return { kind: 'done', text: `Wise uses version ${version} of its ${algorithm} key from now on.` };
    },
  },
};

function uploadOf(fields: URLSearchParams) {
  const algorithm = algorithmSchema.parse(fields.get('algorithm'));
  return {
    keyId: fields.get('keyId') ?? '',
    scope: scopeOf(algorithm),
    ...(fields.get('validTill') && { validTill: fields.get('validTill') }),
    publicKeyMaterial: { algorithm, keyMaterial: fields.get('keyMaterial') ?? '' },
  };
}

function algorithmOptions() {
  return KEY_ALGORITHMS.map((name) => html`<option value="${name}">${name} (${purposeOf(name)})</option>`);
}

function purposeOf(algorithm: KeyAlgorithm): string {
  return scopeOf(algorithm) === 'PAYLOAD_SIGNING' ? 'signing' : 'encryption';
}

function keyRow(
  client: RegisteredClient,
  { keyId, algorithm, validFrom, validTill }: PartnerKey,
  now: number,
) {
  const begins = validFrom > now ? ` · from ${utc(validFrom)}` : '';
  const ends = validTill === null ? '' : ` · ${validTill > now ? 'until' : 'over since'} ${utc(validTill)}`;
  return html`<form class="row" method="post" action="${actAddress(client, 'jose-keys', 'remove')}">
<input type="hidden" name="keyId" value="${keyId}">
<span><bdi>${keyId}</bdi><small>${algorithm} · ${purposeOf(algorithm)}${begins}${ends}</small></span>
<button class="second" aria-label="Remove the key ${keyId}">Remove</button></form>`;
}
