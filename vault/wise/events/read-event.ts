import type { StandingFact, StandingSubject } from '#lib/contract/standings';
import { isStorable } from '#lib/text/storable';
import { parseLossless } from '../lossless';
import { orderFields, type Path, valueAt } from './event-fields';
import { readWiseTime, type WiseTime } from './wise-time';

/** What an event says about whether money can move; ids as their digits (W8). */
export type Fact = {
  subject: StandingSubject;
  subjectId: string;
  fact: StandingFact;
  /** The review, where a profile can have several; otherwise empty. */
  reference: string;
  /** Wise's word, in lower case. */
  value: string;
  dueAt: WiseTime | null;
};

/** An event as far as we read it; everything else stays in its body. */
export type WiseEvent = {
  type: string;
  schemaVersion: string;
  subscriptionId: string;
  /** Undefined where no field of it can be read as a time. */
  occurredAt: WiseTime | undefined;
  sentAt: WiseTime | undefined;
  /** Whose it is, where the body says so. */
  about: { subject: StandingSubject; id: string } | undefined;
  fact: Fact | undefined;
};

/** Reads a body whose signature was verified; undefined for what is no event. Never throws. */
export function readEvent(body: Uint8Array): WiseEvent | undefined {
  const parsed = parse(body);
  const type = shortText(valueAt(parsed, ['event_type']));
  if (type === undefined) return undefined;
  const occurredAt = orderFields(type)
    .map((path) => readWiseTime(valueAt(parsed, path)))
    .find((time) => time !== undefined);
  const fact = Object.hasOwn(FACTS, type) ? FACTS[type]?.(parsed) : undefined;
  return {
    type,
    schemaVersion: shortText(valueAt(parsed, ['schema_version'])) ?? '',
    subscriptionId: shortText(valueAt(parsed, ['subscription_id'])) ?? '',
    occurredAt,
    sentAt: readWiseTime(valueAt(parsed, ['sent_at'])),
    about: fact === undefined ? aboutOf(parsed) : { subject: fact.subject, id: fact.subjectId },
    fact,
  };
}

function parse(body: Uint8Array): unknown {
  try {
    return parseLossless(decode(body));
  } catch {
    return undefined;
  }
}

const decode = (body: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(body);

/** The body as text, if it is JSON by the strictest reading (RFC 8259): it may be put into other JSON as it is. */
export function readJsonText(body: Uint8Array): string | undefined {
  try {
    const text = decode(body);
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

const ID = ['data', 'resource', 'id'] as const;
const STATE = ['data', 'current_state'] as const;

/** The event types that say something about money; all others are kept and have no effect. */
const FACTS: Readonly<Record<string, (body: unknown) => Fact | undefined>> = {
  'users#state-change': (body) => factOf(body, 'user', 'state', { id: ID, value: STATE }),
  'profiles#state-change': (body) => factOf(body, 'profile', 'state', { id: ID, value: STATE }),
  'profiles#verification-state-change': (body) =>
    factOf(body, 'profile', 'verification', { id: ID, value: STATE }),
  'profiles#cdd-check-state-change': (body) => factOf(body, 'profile', 'cdd', { id: ID, value: STATE }),
  'kyc-reviews#state-change': (body) =>
    factOf(body, 'profile', 'kyc', {
      id: ['data', 'resource', 'profileId'],
      value: ['data', 'resource', 'state'],
      reference: ID,
      dueAt: ['data', 'resource', 'requiredBy'],
    }),
};

type Paths = { id: Path; value: Path; reference?: Path; dueAt?: Path };

function factOf(body: unknown, subject: StandingSubject, fact: StandingFact, paths: Paths): Fact | undefined {
  const subjectId = wiseId(valueAt(body, paths.id));
  const value = shortText(valueAt(body, paths.value))?.toLowerCase();
  const reference = paths.reference === undefined ? '' : shortText(valueAt(body, paths.reference));
  if (subjectId === undefined || value === undefined || reference === undefined) return undefined;
  const dueAt = paths.dueAt === undefined ? undefined : readWiseTime(valueAt(body, paths.dueAt));
  return { subject, subjectId, fact, reference, value, dueAt: dueAt ?? null };
}

/** Most events name their profile in one of these places. */
const PROFILE_IDS: readonly Path[] = [
  ['data', 'resource', 'profile_id'],
  ['data', 'profile_id'],
  ['data', 'resource', 'profileId'],
];

function aboutOf(body: unknown): WiseEvent['about'] {
  const id = PROFILE_IDS.map((path) => wiseId(valueAt(body, path))).find((found) => found !== undefined);
  return id === undefined ? undefined : { subject: 'profile', id };
}

function wiseId(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{1,19}$/.test(value) ? value : undefined;
}

function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 200 && isStorable(value)
    ? value
    : undefined;
}
