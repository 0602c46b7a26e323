import { randomBytes } from 'node:crypto';
import { type Idp, startIdp } from '#test/identity-provider';
import { type Mailbox, startMailbox } from '#test/mailbox';

type Settings = Readonly<Record<string, string>>;
type Audience = 'customer' | 'staff';

/** What people sign in with: a mail server, and an OpenID provider for each address of an app. */
export type AuthProviders = {
  mailbox: Mailbox;
  idps: Map<string, Idp>;
  /** Of the providers there are. */
  readonly origins: string[];
  close(): Promise<void>;
};

export async function openAuthProviders(): Promise<AuthProviders> {
  const mailbox = await startMailbox();
  const idps = new Map<string, Idp>();
  return {
    mailbox,
    idps,
    get origins() {
      return [...idps.values()].map(({ issuer }) => issuer);
    },
    close: async () => {
      for (const idp of idps.values()) await idp.close();
      await mailbox.close();
    },
  };
}

/** Who signs in by OpenID Connect; everybody else by email link. */
const BY_OIDC = {
  staff: ['staff'],
  customers: ['customer'],
  /** At one provider, as where a partner's own people are customers too: subjects and addresses are then the same. */
  both: ['customer', 'staff'],
} as const satisfies Record<string, readonly Audience[]>;

export type ByOidc = keyof typeof BY_OIDC;

/** Opens a provider for an app and returns what its web has to be configured with. */
export async function signInSettings(
  authProviders: AuthProviders,
  appUrl: string,
  byOidc: ByOidc,
): Promise<Settings> {
  const audiences = BY_OIDC[byOidc];
  const clients = audiences.map((audience) => ({
    clientId: `${audience}-of-example-bank`,
    clientSecret: randomBytes(24).toString('base64url'),
    redirectUris: [`${appUrl}/api/auth/callback/${audience}-oidc`],
  }));
  const idp = await startIdp({ clients, people: [] });
  authProviders.idps.set(appUrl, idp);
  const env: Record<string, string> = { SMTP_URL: authProviders.mailbox.url };
  for (const [at, audience] of audiences.entries()) {
    const name = audience.toUpperCase();
    env[`${name}_OIDC_ISSUER`] = idp.issuer;
    env[`${name}_OIDC_CLIENT_ID`] = clients[at]?.clientId ?? '';
    env[`${name}_OIDC_CLIENT_SECRET`] = clients[at]?.clientSecret ?? '';
  }
  return env;
}

/** The provider that people of this app sign in at. */
export function idpOf(authProviders: AuthProviders, appUrl: string): Idp {
  const idp = authProviders.idps.get(appUrl);
  if (idp === undefined) throw new Error(`${appUrl} has no provider`);
  return idp;
}
