import { type Idp, startIdp } from '../../support/idp';
import { type Mailbox, startMailbox } from '../../support/mailbox';

type Settings = Readonly<Record<string, string>>;
type Audience = 'customer' | 'staff';

/** What people sign in with: a mail server, and an OpenID provider for each address of an app. */
export type Doors = {
  mailbox: Mailbox;
  idps: Map<string, Idp>;
  /** Of the providers there are. */
  readonly origins: string[];
  close(): Promise<void>;
};

export async function openDoors(): Promise<Doors> {
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

/** Customers by e-mail link, staff by OpenID Connect. */
export function emailForCustomers(doors: Doors, appUrl: string): Promise<Settings> {
  return settings(doors, appUrl, 'staff');
}

/** The other way round. */
export function emailForStaff(doors: Doors, appUrl: string): Promise<Settings> {
  return settings(doors, appUrl, 'customer');
}

async function settings(doors: Doors, appUrl: string, byOidc: Audience): Promise<Settings> {
  const clientId = `${byOidc}-of-example-bank`;
  const clientSecret = 'known to the provider and to web only';
  const redirectUris = [`${appUrl}/api/auth/callback/${byOidc}-oidc`];
  const idp = await startIdp({ clients: [{ clientId, clientSecret, redirectUris }], people: [] });
  doors.idps.set(appUrl, idp);
  const name = byOidc.toUpperCase();
  return {
    SMTP_URL: doors.mailbox.url,
    [`${name}_OIDC_ISSUER`]: idp.issuer,
    [`${name}_OIDC_CLIENT_ID`]: clientId,
    [`${name}_OIDC_CLIENT_SECRET`]: clientSecret,
  };
}

/** The provider that people of this app sign in at. */
export function idpOf(doors: Doors, appUrl: string): Idp {
  const idp = doors.idps.get(appUrl);
  if (idp === undefined) throw new Error(`${appUrl} has no provider`);
  return idp;
}
