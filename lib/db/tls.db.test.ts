import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CertificateAuthority } from 'wise-emulator/testing';
import { withClient } from '#scripts/db/roles';
import { createDatabase, startTestCluster } from '#test/database/cluster.mjs';
import { openDatabase } from './client';

const HOUR = 3_600_000;
let folder: string;
let cluster: Awaited<ReturnType<typeof startTestCluster>>;
let webUrl: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'connect-wise-tls-'));
  cluster = await startTestCluster({ inMemory: true });
  ({ webUrl } = await createDatabase(cluster));
  const authority = await CertificateAuthority.create();
  const life = { notBefore: Date.now() - HOUR, notAfter: Date.now() + HOUR };
  const server = await authority.makeServer({ dns: ['localhost'], ip: [] }, life);
  await withClient(cluster.superUrl, async (superuser) => {
    // written by the server itself: a key has to belong to whoever it runs as, and be nobody else's to read
    const write = (pem: string, file: string) =>
      superuser.query(
        `COPY (SELECT regexp_split_to_table(${superuser.escapeLiteral(pem.trim())}, E'\\n')) TO PROGRAM 'umask 077 && cat > ${file}'`,
      );
    await write(server.certificate, 'server.crt');
    await write(server.key, 'server.key');
    await superuser.query('ALTER SYSTEM SET ssl = on');
    await superuser.query('SELECT pg_reload_conf()');
  });
  writeFileSync(path.join(folder, 'authority.pem'), authority.certificate);
  writeFileSync(path.join(folder, 'other.pem'), (await CertificateAuthority.create()).certificate);
});
afterAll(async () => {
  await cluster.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The address as .env.web.example writes it, for this server by that name. */
function addressOf(host: string, authority: string): string {
  const url = new URL(webUrl);
  url.hostname = host;
  url.searchParams.set('sslmode', 'verify-full');
  url.searchParams.set('sslrootcert', path.join(folder, authority));
  return url.toString();
}

async function isEncrypted(address: string): Promise<boolean | undefined> {
  const database = openDatabase(address, { applicationName: 'test', max: 1 });
  try {
    const rows = await database.db.$queryRaw<{ ssl: boolean }[]>`
      SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`;
    return rows[0]?.ssl;
  } finally {
    await database.close();
  }
}

describe('a PostgreSQL with TLS', () => {
  it('is spoken to encrypted when its certificate is right', async () => {
    await expect
      .poll(() => isEncrypted(addressOf('localhost', 'authority.pem')).catch(() => false), {
        timeout: 30_000,
      })
      .toBe(true);
  });

  it('by another name than its certificate’s, or of another authority, is not spoken to', async () => {
    await expect(isEncrypted(addressOf('127.0.0.1', 'authority.pem'))).rejects.toThrow();
    await expect(isEncrypted(addressOf('localhost', 'other.pem'))).rejects.toThrow();
  });
});
