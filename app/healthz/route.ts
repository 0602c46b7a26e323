import { VERSION } from '#lib/env/version';

/** Alive: this process answers. Looks at nothing else, so that nobody restarts a web whose database is away. */
export async function GET(): Promise<Response> {
  return Response.json({ ok: true, version: VERSION });
}
