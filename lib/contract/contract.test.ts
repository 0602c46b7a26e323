import { describe, expect, expectTypeOf, it } from 'vitest';
import * as db from '#lib/db/generated/enums';
import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import {
  CONNECTION_REASONS,
  CONNECTION_STATUSES,
  type ConnectionReason,
  type ConnectionStatus,
  EXCHANGE_REASONS,
  EXCHANGE_STATES,
  type ExchangeState,
  PROFILE_TYPES,
  type ProfileType,
} from './connections';
import { ALARM_CODES, NOTICE_KINDS } from './notifications';
import { STAFF_ROLES, type StaffRole } from './people';

describe('the vocabularies', () => {
  it.each([
    ['environment', ENVIRONMENTS, db.Environment],
    ['staff_role', STAFF_ROLES, db.StaffRole],
    ['connection_status', CONNECTION_STATUSES, db.ConnectionStatus],
    ['connection_reason', CONNECTION_REASONS, db.ConnectionReason],
    ['profile_type', PROFILE_TYPES, db.ProfileType],
    ['exchange_state', EXCHANGE_STATES, db.ExchangeState],
  ])('are the database’s own: %s', (_name, ours, theirs) => {
    expect([...ours].sort()).toEqual(Object.values(theirs).sort());
  });

  it('are the same types, so that a row fits without a cast', () => {
    expectTypeOf<Environment>().toEqualTypeOf<db.Environment>();
    expectTypeOf<StaffRole>().toEqualTypeOf<db.StaffRole>();
    expectTypeOf<ConnectionStatus>().toEqualTypeOf<db.ConnectionStatus>();
    expectTypeOf<ConnectionReason>().toEqualTypeOf<db.ConnectionReason>();
    expectTypeOf<ProfileType>().toEqualTypeOf<db.ProfileType>();
    expectTypeOf<ExchangeState>().toEqualTypeOf<db.ExchangeState>();
  });

  it.each([
    ['alarms', ALARM_CODES],
    ['notices', NOTICE_KINDS],
    ['reasons of an exchange', EXCHANGE_REASONS],
  ])('say each word once: %s', (_name, words) => {
    expect(new Set<string>(words).size).toBe(words.length);
  });
});
