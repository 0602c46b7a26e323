import { AppError } from '#lib/errors/app-error';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';

/** What the vault answers when a token of this connection is asked for: 'vended', or the code of the refusal. */
export async function vendCode(vault: VaultContext, connectionId: string): Promise<string> {
  try {
    await vend(vault, connectionId);
    return 'vended';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}
