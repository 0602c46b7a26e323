import type { DeadlineKind, DeadlineState } from '#lib/contract/deadlines';
import type { ClientInventory, Inventory } from '#lib/contract/inventory';
import type { Environment } from '#lib/env/wise';
import { nextVersionAfter, UUID_TOKENS_END } from './wise-dates';

/** So many days ahead staff have to know: a new certificate of Wise's takes weeks. */
export const SOON_DAYS = 60;
/** So many days ahead it is urgent. */
const URGENT_DAYS = 14;
const DAY_MS = 86_400_000;

/**
 * Wise ends no client secret (docs/wise.md 4.6). Ours is to be replaced when it is as old as a client certificate may become,
 * which Wise signs for one year (docs/wise.md 9), so that both are renewed together.
 */
export const SECRET_DAYS = 365;

/** One thing that ends by itself. */
export type Deadline = {
  kind: DeadlineKind;
  /** Which one: a key's id, a setting, a version. */
  name: string;
  /** null: it belongs to both. */
  environment: Environment | null;
  /** Null: there is no date, and `why` says why. */
  at: Date | null;
  why: string | null;
  /** Whole days, 0 when it is over. */
  daysLeft: number | null;
  state: DeadlineState;
  /** One sentence. */
  toDo: string;
  /** A date of Wise's, which nobody here can put off; else of something of ours that can be renewed. */
  isOfWise: boolean;
};

/** What a list is made of: a part of what the vault knows of itself. */
export type DeadlineFacts = Pick<Inventory, 'clients' | 'listeners' | 'apiKeys'>;

type Fact = Pick<Deadline, 'kind' | 'name' | 'environment' | 'at' | 'toDo'> & {
  why?: string;
  isOver?: boolean;
};

/** Everything that ends by itself, what ends first before the rest, what has no date last. */
export function deadlinesOf(facts: DeadlineFacts, now: Date, environment?: Environment): Deadline[] {
  return [
    ...ownFacts(facts).map((fact) => ({ ...fact, isOfWise: false })),
    ...factsOfWise(facts, now).map((fact) => ({ ...fact, isOfWise: true })),
  ]
    .filter(
      (each) => environment === undefined || each.environment === null || each.environment === environment,
    )
    .map(({ why = null, isOver = false, ...each }) => ({
      ...each,
      ...(each.at === null ? withoutDate(why, isOver) : { why: null, ...nearness(each.at, now) }),
    }))
    .sort((a, b) => order(a) - order(b));
}

/** What ends in `SOON_DAYS` or has ended, of what can be renewed here: Home counts these, and the page of credentials lists them first. */
export function endingSoon(deadlines: readonly Deadline[]): Deadline[] {
  return deadlines.filter(({ isOfWise, state }) => !isOfWise && state !== 'later' && state !== 'unknown');
}

const order = ({ at }: Deadline): number => at?.getTime() ?? Number.MAX_SAFE_INTEGER;

function nearness(at: Date, now: Date): Pick<Deadline, 'daysLeft' | 'state'> {
  const left = at.getTime() - now.getTime();
  const daysLeft = Math.max(0, Math.floor(left / DAY_MS));
  if (left <= 0) return { daysLeft, state: 'over' };
  if (daysLeft <= URGENT_DAYS) return { daysLeft, state: 'urgent' };
  return { daysLeft, state: daysLeft <= SOON_DAYS ? 'soon' : 'later' };
}

function withoutDate(why: string | null, isOver: boolean): Pick<Deadline, 'why' | 'daysLeft' | 'state'> {
  return { why, daysLeft: null, state: isOver ? 'over' : 'unknown' };
}

function ownFacts({ clients, listeners, apiKeys }: DeadlineFacts): Fact[] {
  return [
    ...clients.flatMap(factsOfClient),
    ...listeners.map(({ name, validTo }) => ({
      ...{ kind: 'listener_certificate' as const, name, environment: null, at: validTo },
      toDo: 'Put a new certificate in the same file: it is used without a restart.',
    })),
    ...apiKeys.map(({ id, name, expiresAt }) => ({
      ...{ kind: 'api_key' as const, name: `${name} (${id})`, environment: null, at: expiresAt },
      toDo: 'Rotate the key, or make a new one, and give it to whoever uses this one.',
    })),
  ];
}

function factsOfClient({
  environment,
  clientId,
  certificate,
  jose,
  secrets,
  inUseSince,
}: ClientInventory): Fact[] {
  const set = secrets.filter(({ isSet }) => isSet);
  const secret = set.find(({ isInUse }) => isInUse) ?? set.at(0);
  return [
    ...(certificate === null
      ? []
      : [
          {
            kind: 'client_certificate' as const,
            name: certificate.commonName ?? clientId,
            environment,
            at: certificate.validTo,
            toDo: 'Request a new certificate of Wise, and put it in the same files: it is used once Wise takes it.',
          },
        ]),
    ...jose.keys.flatMap(({ kid, notAfter }) =>
      notAfter === null
        ? []
        : [
            {
              ...{ kind: 'jose_key' as const, name: kid, environment, at: notAfter },
              toDo: 'Make a next key and upload it to Wise: it takes over once Wise has answered a call made with it.',
            },
          ],
    ),
    ...(secret === undefined
      ? []
      : [
          {
            ...{ kind: 'client_secret' as const, name: secret.name, environment },
            at:
              secret.isInUse && inUseSince !== null
                ? new Date(inUseSince.getTime() + SECRET_DAYS * DAY_MS)
                : null,
            why: 'No vault has seen Wise take it yet.',
            toDo: 'Wise ends no secret. When this one has been in use for a year, set a second one, then revoke this one at Wise.',
          },
        ]),
  ];
}

function factsOfWise({ clients }: DeadlineFacts, now: Date): Fact[] {
  const next = nextVersionAfter(now);
  return [
    ...clients.map(versionFact),
    {
      kind: 'next_api_version',
      name: next.name,
      environment: null,
      at: next.at,
      toDo: 'Wise makes it the latest version on that day. The one that is set keeps working: read what changes before you set another.',
    },
    {
      kind: 'uuid_tokens',
      name: 'UUID tokens of client credentials',
      environment: null,
      at: UUID_TOKENS_END,
      toDo: 'Nothing for Connect Wise, which reads no token. Check that whatever takes tokens from GET /v1/application-token takes longer ones of any form.',
    },
    {
      kind: 'statement_approval',
      name: 'Statements',
      environment: null,
      at: null,
      why: 'It is each customer’s own: 90 days after their last approval, and Wise tells no date.',
      toDo: 'Take 403 SCA_REQUIRED as an answer to any statement, and send the customer to the page that it names.',
    },
  ];
}

/** The version that is set; when it ends Wise has not said, and a guess would be taken for a date. */
function versionFact({ environment, apiVersion, probe }: ClientInventory): Fact {
  const kind = 'api_version';
  if (apiVersion === '')
    return {
      ...{ kind, name: 'classic paths', environment, at: null },
      why: 'No CalVer version is set, and Wise has named no end of the classic paths.',
      toDo: 'Nothing until Wise names one.',
    };
  const isOver = probe?.version === 'gone';
  return {
    ...{ kind, name: apiVersion, environment, at: null, isOver },
    why: isOver
      ? 'Wise answers that the version does not exist.'
      : 'Wise has named no end: a version stays active until its sunset is announced.',
    toDo: isOver
      ? 'Set the version that Wise calls Latest, or none, and restart.'
      : 'Read Wise’s changelog each quarter. When the version is gone there is an alarm.',
  };
}
