import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { isPublicAddress } from './public-address';

// Addresses that somebody types in must not lead into our own network (server-side request forgery, OWASP ASVS 1.3.6): to
// metadata services, databases, or the vault itself.

/** Why an address is not called. */
export const TARGET_REFUSALS = [
  'unreadable',
  'not_https',
  'has_credentials',
  'not_public',
  'unknown_host',
] as const;
export type TargetRefusal = (typeof TARGET_REFUSALS)[number];

export type Lookup = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export type TargetGuard = {
  /** What can be said of an address without asking anybody; undefined: nothing against it so far. */
  refusalOf(url: string): TargetRefusal | undefined;
  /** The same after its name was looked up, for whoever registers it. Its connections are checked again. */
  resolve(url: string): Promise<TargetRefusal | undefined>;
  /** Connections to this address. A name is looked up, and checked, when a connection is made: later answers change nothing. */
  dispatcherFor(url: string): Dispatcher;
  close(): Promise<void>;
};

/** The connection was not made, because it would have led to an address that is not public. */
export class RefusedTargetError extends Error {
  override readonly name = 'RefusedTargetError';
}

type Options = {
  /** Origins that are called as they are, wherever they lead. */
  allowedOrigins: ReadonlySet<string>;
  lookup?: Lookup;
};

/** Lets calls out to https on public addresses, and to what the settings allow by name. */
export function createTargetGuard({ allowedOrigins, lookup = systemLookup }: Options): TargetGuard {
  const guarded = new Agent({ connect: { lookup: guardLookup(lookup) }, connections: 16 });
  const allowed = new Agent({ connections: 16 });
  const isAllowed = (url: URL) => allowedOrigins.has(url.origin);

  function refusalOf(text: string): TargetRefusal | undefined {
    if (!URL.canParse(text)) return 'unreadable';
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') return 'has_credentials';
    if (isAllowed(url)) return undefined;
    if (url.protocol !== 'https:') return 'not_https';
    return isPublicHost(url.hostname) ? undefined : 'not_public';
  }

  return {
    refusalOf,
    async resolve(text) {
      const refusal = refusalOf(text);
      const url = refusal === undefined ? new URL(text) : undefined;
      if (url === undefined || isAllowed(url) || literalOf(url.hostname) !== undefined) return refusal;
      return await refusalOfName(lookup, url.hostname);
    },
    dispatcherFor(text) {
      const refusal = refusalOf(text);
      // a connection to a literal address asks no lookup: this is its only check
      if (refusal !== undefined) throw new RefusedTargetError(refusal);
      return isAllowed(new URL(text)) ? allowed : guarded;
    },
    async close() {
      await Promise.all([guarded.close(), allowed.close()]);
    },
  };
}

/** The address that a host is by itself. URL has made one of decimal, octal, hexadecimal and short forms already. */
function literalOf(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? undefined : bare;
}

function isPublicHost(hostname: string): boolean {
  const literal = literalOf(hostname);
  if (literal !== undefined) return isPublicAddress(literal);
  const name = hostname.replace(/\.$/, '').toLowerCase();
  // RFC 6761: resolvers may answer it without looking; a name without a dot is looked up in our own domain
  return name.includes('.') && !name.endsWith('.localhost');
}

/** One address that is not public is enough to refuse a name: which one a connection takes is not ours to say. */
function guardLookup(lookup: Lookup) {
  return (
    hostname: string,
    options: LookupOptions,
    callback: (
      error: NodeJS.ErrnoException | null,
      address: string | LookupAddress[],
      family?: number,
    ) => void,
  ): void => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) return callback(error ?? notFound(hostname), []);
      if (!addresses.every(({ address }) => isPublicAddress(address)))
        return callback(new RefusedTargetError('not_public'), []);
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`no address of ${hostname}`), { code: 'ENOTFOUND' });
}

function refusalOfName(lookup: Lookup, hostname: string): Promise<TargetRefusal | undefined> {
  return new Promise((resolve) => {
    lookup(hostname, { all: true }, (error, addresses) => {
      if (error !== null || addresses.length === 0) return resolve('unknown_host');
      return resolve(addresses.every(({ address }) => isPublicAddress(address)) ? undefined : 'not_public');
    });
  });
}
