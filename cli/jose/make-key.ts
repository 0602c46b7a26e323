import { open } from 'node:fs/promises';
import { done, type Result, refused } from '#cli/place';
import type { KeyAlgorithm } from '#vault/env/jose-key';
import { makeKey } from '#vault/jose/make-key';

/** Writes a new private key to a file that is its owner's alone; one that is there already is left as it is. */
export async function writeKey(order: {
  alg: KeyAlgorithm;
  days: number | undefined;
  out: string;
}): Promise<Result> {
  const { kid, text } = await makeKey(order.alg, { days: order.days });
  try {
    // wx: fails where anything stands already, a link too
    const file = await open(order.out, 'wx', 0o600);
    try {
      // the umask may only take rights away: what is left is set outright
      await file.chmod(0o600);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code !== 'EEXIST') return refused(`${order.out} could not be written (${code}).`);
    return refused(`${order.out} is there already and was left as it is. Name another file.`);
  }
  return done(
    [
      `A private key for ${order.alg} is in ${order.out}, readable by you alone. Its id at Wise (kid): ${kid}`,
      'Name the file in .env.vault, then give Wise the public half: npm run jose -- keys upload <environment>',
    ].join('\n'),
  );
}
