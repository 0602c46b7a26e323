import { done, type Result, refused } from '#cli/place';
import { type KeyUpload, uploadKeys } from '#vault/jose/upload-keys';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';

const OUTCOMES: Record<KeyUpload['kind'], { text: string; isFine: boolean }> = {
  uploaded: { text: 'uploaded', isFine: true },
  known: { text: 'was there already', isFine: true },
  refused: { text: 'refused by Wise: see its id, algorithm and dates', isFine: false },
  no_uuid: { text: 'its kid is no UUID: paste it in Developer Hub', isFine: false },
  unauthorised: { text: 'Wise did not take our application token', isFine: false },
  unavailable: { text: 'no answer of Wise, or no application token', isFine: false },
};

/** Gives Wise our public keys, and prints a line for each. Repeating it is harmless. */
export async function uploadOwnKeys(ctx: VaultContext, client: WiseClient): Promise<Result> {
  const { environment } = client.config;
  const uploads = await uploadKeys(ctx, client);
  if (uploads.length === 0) return refused(`No key is set: see WISE_${environment.toUpperCase()}_JOSE_… .`);
  const lines = uploads.map(({ key, kind }) => `${key.kid}  ${key.alg.padEnd(12)}  ${OUTCOMES[kind].text}`);
  const isFine = uploads.every(({ kind }) => OUTCOMES[kind].isFine);
  return (isFine ? done : refused)(lines.join('\n'));
}
