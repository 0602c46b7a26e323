import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getIdentity } from 'wise-emulator/testing';
import type { Harness } from './harness';

export type Identity = Awaited<ReturnType<typeof getIdentity>>;

/** Certificate, key and Wise's authority in files, as an operator lays them out, and the settings that name them. */
export class MtlsFiles {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'client-certificate-'));
  readonly settings: Record<string, string>;
  readonly #harness: Harness;
  #first = '';

  private constructor(harness: Harness) {
    this.#harness = harness;
    const { mtls } = harness.emulator;
    writeFileSync(this.#at('wise.ca.pem'), mtls.caCertificate);
    this.settings = {
      WISE_SANDBOX_API_URL: mtls.url,
      WISE_SANDBOX_CLIENT_CERTIFICATE_FILE: this.#at('client.pem'),
      WISE_SANDBOX_CLIENT_KEY_FILE: this.#at('client.key'),
      WISE_SANDBOX_CA_FILE: this.#at('wise.ca.pem'),
    };
  }

  /** With a certificate that Wise has just issued. */
  static async make(harness: Harness): Promise<MtlsFiles & { identity: Identity }> {
    const files = new MtlsFiles(harness);
    const identity = await files.newIdentity();
    files.#first = identity.id;
    files.put(identity);
    return Object.assign(files, { identity });
  }

  /** Another certificate of this client. */
  newIdentity(options: Parameters<typeof getIdentity>[2] = {}): Promise<Identity> {
    return getIdentity(this.#harness.emulator.url, this.#clientId, options);
  }

  put({ key, cert }: { key: string; cert: string }): void {
    writeFileSync(this.#at('client.key'), key, { mode: 0o600 });
    writeFileSync(this.#at('client.pem'), cert);
  }

  /** At Wise; without an id, the first one. */
  revoke(id = this.#first): void {
    this.#harness.emulator.state.certificates.revoke(this.#clientId, id, Date.now());
  }

  revokeAll(): void {
    for (const { id } of this.#harness.emulator.state.certificates.of(this.#clientId)) this.revoke(id);
  }

  /** On: nothing can go over the plain host. */
  demand(mtls: boolean, { jose = false } = {}): void {
    const { clients } = this.#harness.emulator.state;
    const client = clients.find(this.#clientId);
    if (client) clients.change(client, { enforce: { mtls, jose } });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #clientId(): string {
    return this.#harness.env().WISE_SANDBOX_CLIENT_ID ?? '';
  }

  #at(name: string): string {
    return path.join(this.folder, name);
  }
}
