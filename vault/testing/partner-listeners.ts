import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Agent, request } from 'undici';
import { CertificateAuthority } from 'wise-emulator/testing';
import { API_KEY_SCOPES } from '#lib/contract/api-key-scopes';
import type { KeyLimits } from '#vault/api-keys/key-limits';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from './api-key';
import { Harness, type Linked, SHORT } from './harness';

type Asked = { vault?: Vault; from?: string; dispatcher?: Agent; method?: 'GET' | 'POST'; body?: unknown };

type Parts = Pick<PartnerListeners, 'harness' | 'authority' | 'proxied' | 'direct' | 'linked' | 'folder'>;

/** Two vaults on one database, each with another door for the partner's back end, and a connection. */
export class PartnerListeners {
  readonly harness: Harness;
  readonly authority: CertificateAuthority;
  /** Plain, behind a proxy of this machine that it trusts. */
  readonly proxied: Vault;
  /** With TLS of its own; a client certificate is optional. */
  readonly direct: Vault;
  readonly linked: Linked;
  readonly folder: string;

  private constructor(parts: Parts) {
    this.harness = parts.harness;
    this.authority = parts.authority;
    this.proxied = parts.proxied;
    this.direct = parts.direct;
    this.linked = parts.linked;
    this.folder = parts.folder;
  }

  static async open(): Promise<PartnerListeners> {
    const harness = await Harness.start();
    const authority = await CertificateAuthority.create();
    const folder = mkdtempSync(path.join(tmpdir(), 'partner-listeners-'));
    const put = (name: string, text: string) => {
      writeFileSync(path.join(folder, name), text);
      return path.join(folder, name);
    };
    const files = await authority.makeServer({ dns: ['localhost'], ip: ['127.0.0.1'] }, life());
    const proxied = await startVault(harness.env({ PARTNER_API_TRUSTED_PROXIES: '127.0.0.1' }), {
      deadlines: SHORT,
    });
    const direct = await startVault(
      harness.env({
        PARTNER_API_TLS_CERTIFICATE_FILE: put('vault.pem', files.certificate),
        PARTNER_API_TLS_KEY_FILE: put('vault.key', files.key),
        PARTNER_API_TLS_CLIENT_CA_FILE: put('clients.pem', harness.emulator.mtls.caCertificate),
        PARTNER_API_TLS_CLIENT_CERTIFICATE: 'optional',
      }),
      { deadlines: SHORT },
    );
    const linked = await harness.link(proxied.ctx);
    return new PartnerListeners({ harness, authority, proxied, direct, linked, folder });
  }

  async close(): Promise<void> {
    await Promise.all([this.proxied.close(), this.direct.close()]);
    await this.harness.close();
    rmSync(this.folder, { recursive: true });
  }

  /** A key of every scope. */
  makeKey(limits: Partial<KeyLimits> = {}): Promise<{ id: string; key: string }> {
    return makeApiKey(this.proxied.ctx.database, API_KEY_SCOPES, limits);
  }

  /** For the door with TLS. */
  agent(identity?: { key: string; cert: string }): Agent {
    const shown = identity === undefined ? {} : { key: identity.key, cert: identity.cert };
    return new Agent({ connect: { ca: this.authority.certificate, ...shown } });
  }

  /** @param asked.from what the proxy says of its client */
  async ask(key: string, target: string, asked: Asked = {}) {
    const { vault = this.proxied, from = '192.0.2.7', dispatcher, method = 'GET', body } = asked;
    const answer = await request(vault.partnerUrl + target, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        'x-forwarded-for': from,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
    const text = await answer.body.text();
    const json = text === '' ? {} : JSON.parse(text);
    return { status: answer.statusCode, headers: answer.headers, json };
  }

  /** The code of the problem, or the status of what is none. */
  async codeOf(...asked: Parameters<PartnerListeners['ask']>): Promise<unknown> {
    const { json, status } = await this.ask(...asked);
    return json.code ?? status;
  }

  /** The details of the audit rows of this action that name the key. */
  async audited(action: string, keyId: string): Promise<Record<string, unknown>[]> {
    const { rows } = await this.harness.owner.query(
      `SELECT detail FROM audit_entries WHERE action = $1 AND detail->>'key' = $2 ORDER BY id`,
      [action, keyId],
    );
    return rows.map(({ detail }) => detail);
  }
}

/** An hour from now. */
export function life(): { notBefore: number; notAfter: number } {
  return { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
}

export const tokenOf = (connectionId: string): string => `/v1/connections/${connectionId}/access-token`;
