import { readFile } from 'node:fs/promises';
import { logoType } from '#web/env/logo';
import { webEnv } from '#web/env/web-env';

/** The partner's logo (PARTNER_LOGO_FILE). Opened alone, an SVG's scripts meet the policy of every response. */
export async function GET(): Promise<Response> {
  const path = webEnv().PARTNER_LOGO_FILE;
  const type = path === undefined ? undefined : logoType(path);
  const bytes = path === undefined || type === undefined ? undefined : await read(path);
  if (type === undefined || bytes === undefined) return new Response(null, { status: 404 });
  return new Response(bytes, { headers: { 'content-type': type, 'cache-control': 'public, max-age=300' } });
}

async function read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch {
    return undefined;
  }
}
