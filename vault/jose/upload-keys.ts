import { readUuid } from '#lib/text/uuid';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { type JoseUploadOutcome, uploadJoseKey } from '#vault/wise/jose-endpoints';
import type { OwnKey } from './import-keys';

export type KeyUpload = {
  key: OwnKey;
  /** `no_uuid`: only the Developer Hub takes such a name. */
  kind: JoseUploadOutcome['kind'] | 'no_uuid';
};

/** Gives Wise the public half of every key that is set for this client, the next ones too. */
export async function uploadKeys(
  ctx: Pick<VaultContext, 'applicationTokens' | 'deadlines' | 'jose'>,
  client: WiseClient,
): Promise<KeyUpload[]> {
  const { signing, encryption } = await ctx.jose.of(client).keys();
  const uploads: KeyUpload[] = [];
  for (const key of [...signing, ...encryption]) {
    if (readUuid(key.kid) === undefined) {
      uploads.push({ key, kind: 'no_uuid' });
      continue;
    }
    const { kind } = await ctx.applicationTokens.call<JoseUploadOutcome>(client, (access) =>
      uploadJoseKey(client, { access, deadlineMs: ctx.deadlines.apiCallMs, key }),
    );
    uploads.push({ key, kind: kind === 'no_token' ? 'unavailable' : kind });
  }
  return uploads;
}
