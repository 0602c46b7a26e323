import type { Audience } from '#lib/contract/people';
import { openDatabase } from '#lib/db/client';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase } from '#test/database/test-database';
import { parseWebEnv, type WebEnv } from '#web/env/web-env';
import type { SignInRequest } from '../answer';

/** The cookies of one browser, as far as a sign-in's own code sees them. */
export class Jar {
  readonly #cookies = new Map<string, string>();

  /** Keeps Set-Cookie values the way a browser does. */
  keep(setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1);
      if (value === '' || /;\s*max-age=0/i.test(line)) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), value);
    }
  }

  get(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  set(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  names(): string[] {
    return [...this.#cookies.keys()].sort();
  }

  headers(): Headers {
    return new Headers({ cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') });
  }
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** A database of its own, with role connect_web as the product uses it, and the owner's hand to prepare and look. */
export async function openWorld(settings: Record<string, string> = {}) {
  const database = await createTestDatabase();
  const web = openDatabase(database.webUrl, { applicationName: 'test', max: 20 });
  const env: WebEnv = parseWebEnv({
    NODE_ENV: 'test',
    APP_URL: 'http://localhost:3000',
    DATABASE_URL: database.webUrl,
    NEXTAUTH_SECRET: 'a secret of the tests, long enough to pass',
    VAULT_INTERNAL_KEY: 'a secret of the tests, long enough to pass',
    WISE_SANDBOX_CLIENT_ID: 'test-client',
    SMTP_URL: 'smtp://127.0.0.1:1',
    LOG_LEVEL: 'silent',
    ...settings,
  });
  return {
    database,
    db: web.db,
    env,
    /** Role connect_owner, as the commands of operators use it. */
    ownerUrl: database.ownerUrl,
    ask: (jar: Jar, audience: Audience): SignInRequest => ({
      db: web.db,
      env,
      audience,
      headers: jar.headers(),
    }),
    /** Rows as the owner sees them. */
    rows: <Row extends Record<string, unknown>>(sql: string, values: unknown[] = []) =>
      withClient(database.ownerUrl, async (owner) => (await owner.query<Row>(sql, values)).rows),
    close: async () => {
      await web.close();
      await database.drop();
    },
  };
}

export async function addStaff(world: World, email: string, role = 'viewer'): Promise<string> {
  const rows = await world.rows<{ id: string }>(
    'INSERT INTO staff (email, role) VALUES ($1, $2::staff_role) RETURNING id',
    [email, role],
  );
  return rows[0]?.id ?? '';
}
