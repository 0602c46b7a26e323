import type { FaultKind } from '#emulator/kernel/store/faults/fault-kinds';
import { clock } from './clock';
import { cutBody } from './cut-body';
import { drip, dripHeaders } from './drip';
import { drop } from './drop';
import { duplicateKeys } from './duplicate-keys';
import type { FaultEffect } from './effect';
import { endlessBody } from './endless-body';
import { gzipBomb } from './gzip-bomb';
import { halfClose } from './half-close';
import { html } from './html';
import { hugeNumbers } from './huge-numbers';
import { madeUpAnswer } from './made-up-answer';
import { malformedJson } from './malformed-json';
import { mistypedJson } from './mistyped-json';
import { otherStatus } from './other-status';
import { rateLimit } from './rate-limit';
import { redirect } from './redirect';
import { wait } from './wait';
import { wrongType } from './wrong-type';

/** What each kind does, one module a kind. */
export const FAULT_EFFECTS: Readonly<Record<FaultKind, FaultEffect>> = {
  hold: wait,
  delay: wait,
  clock,
  drop,
  'half-close': halfClose,
  answer: madeUpAnswer,
  status: otherStatus,
  'rate-limit': rateLimit,
  redirect,
  html,
  'wrong-type': wrongType,
  'malformed-json': malformedJson,
  'mistyped-json': mistypedJson,
  'huge-numbers': hugeNumbers,
  'duplicate-keys': duplicateKeys,
  'cut-body': cutBody,
  drip,
  'drip-headers': dripHeaders,
  'endless-body': endlessBody,
  'gzip-bomb': gzipBomb,
};
