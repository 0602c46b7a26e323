import { admins, alike, customers, does, form, page, staff, TO_STAFF_SIGN_IN } from './route-cells';

/** What staff do with a whole customer, and what customers do with their own data. */
export const CUSTOMER_ROWS = {
  '/your-data': page(customers(`307 /sign-in?return=/your-data`, '200')),
  '/your-data/sign-out-everywhere': form(
    '/your-data',
    customers('303 /sign-in?return=/your-data', does('303 /sign-in/signed-out')),
  ),
  // takes back what was not asked for
  '/your-data/erasure': form('/your-data', customers('303 /sign-in?return=/your-data', '303 /your-data')),
  '/staff/customers': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/customers`, alike('200'))),
  '/staff/customers/[id]': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/customers/[id]`, alike('200'))),
  // nobody is signed in there: web/customers/staff-customers.db.test.ts has somebody
  '/staff/customers/[id]/sign-out': form(
    '/staff/customers/[id]',
    staff('303 /staff/sign-in?return=/staff/customers/[id]', [
      '403',
      '303 /staff/customers/[id]?flash=not-signed-in',
      '303 /staff/customers/[id]?flash=not-signed-in',
      '303 /staff/customers/[id]?flash=not-signed-in',
    ]),
  ),
  '/staff/customers/[id]/export': page(admins('/staff/customers/[id]/export')),
  '/staff/customers/[id]/export/download': form(
    '/staff/customers/[id]',
    // admins too, without an approval by passkey
    staff('303 /staff/sign-in?return=/staff/customers/[id]/export', alike('403')),
  ),
  '/staff/customers/[id]/erase': page(admins('/staff/customers/[id]/erase')),
  // without the word it begins nothing
  '/staff/customers/[id]/erase/confirm': form(
    '/staff/customers/[id]',
    staff('303 /staff/sign-in?return=/staff/customers/[id]/erase', [
      '403',
      '403',
      '403',
      '303 /staff/customers/[id]/erase?problem=word',
    ]),
  ),
};
