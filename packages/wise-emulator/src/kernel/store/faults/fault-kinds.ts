export const FAULT_MOMENTS = ['before', 'after'] as const;

/** Before the request has its effect (then it has none, unless the kind lets it go on), or after it. */
export type FaultMoment = (typeof FAULT_MOMENTS)[number];

/** What a fault can be given besides where and when. */
export type FaultField =
  | 'delayMs'
  | 'jitterMs'
  | 'status'
  | 'body'
  | 'headers'
  | 'location'
  | 'retryAfter'
  | 'contentType'
  | 'bytes'
  | 'everyMs'
  | 'megabytes'
  | 'offsetSeconds';

type Facts = {
  /** What happens, for people. */
  says: string;
  /** Those that make sense; the first is the one when none is named. */
  moments: readonly [FaultMoment, ...FaultMoment[]];
  needs?: FaultField;
  takes?: readonly FaultField[];
};

const BOTH = ['before', 'after'] as const;
const AFTER_FIRST = ['after', 'before'] as const;
const ONLY_BEFORE = ['before'] as const;
/** These spoil the real answer, so the request has had its effect. */
const ONLY_AFTER = ['after'] as const;

/** In the order of the control page: time, connection, another answer, a spoiled body, a spoiled wire. */
export const FAULT_FACTS = {
  hold: { says: 'waits until it is released', moments: BOTH },
  delay: { says: 'comes late', moments: BOTH, needs: 'delayMs' },
  clock: { says: 'is served by a clock that is wrong', moments: ONLY_BEFORE, needs: 'offsetSeconds' },
  drop: { says: 'loses its connection without an answer', moments: BOTH },
  'half-close': { says: 'gets half an answer, then the end of the stream', moments: BOTH, takes: ['bytes'] },
  answer: { says: 'gets this answer', moments: BOTH, needs: 'status', takes: ['body', 'headers'] },
  status: { says: 'gets its answer with another status', moments: ONLY_AFTER, needs: 'status' },
  'rate-limit': { says: 'is told to come later (429)', moments: BOTH, takes: ['retryAfter'] },
  redirect: { says: 'is sent elsewhere', moments: BOTH, takes: ['location', 'status'] },
  html: { says: 'gets a web page', moments: BOTH, takes: ['status'] },
  'wrong-type': { says: 'gets another content type', moments: ONLY_AFTER, takes: ['contentType'] },
  'malformed-json': { says: 'gets JSON that is none', moments: ONLY_AFTER },
  'mistyped-json': { says: 'gets texts for numbers and numbers for texts', moments: ONLY_AFTER },
  'huge-numbers': { says: 'gets numbers of 400 digits', moments: ONLY_AFTER },
  'duplicate-keys': { says: 'gets every key twice', moments: ONLY_AFTER },
  'cut-body': {
    says: 'loses its connection in the middle of the body',
    moments: ONLY_AFTER,
    takes: ['bytes'],
  },
  drip: { says: 'gets its body byte by byte', moments: ONLY_AFTER, takes: ['everyMs'] },
  'drip-headers': { says: 'gets its headers byte by byte', moments: ONLY_AFTER, takes: ['everyMs'] },
  'endless-body': { says: 'gets a body that never ends', moments: AFTER_FIRST, takes: ['everyMs'] },
  'gzip-bomb': {
    says: 'gets a small body that unpacks to a huge one',
    moments: AFTER_FIRST,
    takes: ['megabytes'],
  },
} as const satisfies Record<string, Facts>;

export type FaultKind = keyof typeof FAULT_FACTS;

const kinds = Object.keys(FAULT_FACTS) as FaultKind[];

export const FAULT_KINDS = kinds as [FaultKind, ...FaultKind[]];

/** Every kind may come late, too. */
const ALWAYS: readonly FaultField[] = ['delayMs', 'jitterMs'];

export function factsOf(kind: FaultKind): Facts {
  return FAULT_FACTS[kind];
}

/** Whether the kind can do something with the field. */
export function takesField(kind: FaultKind, field: FaultField): boolean {
  const { needs, takes = [] } = factsOf(kind);
  return needs === field || takes.includes(field) || ALWAYS.includes(field);
}
