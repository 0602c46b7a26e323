/** The orders of the staff's list. By last use, those that were never used come at the old end. */
export const STAFF_SORTS = [
  'newest',
  'oldest',
  'status_newest',
  'status_oldest',
  'used_newest',
  'used_oldest',
] as const;
export type StaffSort = (typeof STAFF_SORTS)[number];

/** The columns beside the customer, who is in every list. */
export const STAFF_COLUMNS = ['profile', 'status', 'since', 'connected', 'check', 'used', 'owner'] as const;
export type StaffColumn = (typeof STAFF_COLUMNS)[number];

/** What everybody sees at first. */
export const DEFAULT_COLUMNS: readonly StaffColumn[] = [
  'profile',
  'status',
  'connected',
  'check',
  'used',
  'owner',
];

/** "Unused": for so many days. */
export const UNUSED_DAYS = 90;
