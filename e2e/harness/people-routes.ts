import { admins, alike, form, page, staff, TO_STAFF_SIGN_IN } from './route-cells';

const BACK = '303 /staff/sign-in?return=';
const ADMIN = ['403', '403', '403'] as const;

/** The pages on who works here. What an admin does there wants a passkey besides: vault/staff/staff.db.test.ts, people.spec.ts. */
export const PEOPLE_WEB = {
  '/staff/people': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/people`, alike('200'))),
  '/staff/people/[id]': page(
    staff(`${TO_STAFF_SIGN_IN}?return=/staff/people/[id]`, alike('307 /staff/not-found')),
  ),
  '/staff/people/[id]/change': form(
    '/staff/people/[id]',
    staff(`${BACK}/staff/people/[id]`, [...ADMIN, '400']),
  ),
  '/staff/people/invite': page(admins('/staff/people/invite')),
  '/staff/people/invite/confirm': form(
    '/staff/people/invite',
    staff(`${BACK}/staff/people/invite`, [...ADMIN, '400']),
  ),
  '/staff/people/review': page(admins('/staff/people/review')),
  '/staff/people/review/start': form(
    '/staff/people/review',
    staff(`${BACK}/staff/people/review`, [...ADMIN, '303 /staff/people/review']),
  ),
  '/staff/people/review/confirm': form(
    '/staff/people/review',
    staff(`${BACK}/staff/people/review`, [...ADMIN, '400']),
  ),
  '/staff/people/review/finish': form(
    '/staff/people/review',
    staff(`${BACK}/staff/people/review`, [...ADMIN, '400']),
  ),
} as const;
