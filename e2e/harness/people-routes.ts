import { admins, alike, form, page, readOnly, staff, TO_STAFF_SIGN_IN } from './route-cells';

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

const INCIDENT = '/staff/incidents/[id]';
const WAITING = '/staff/second-approvals/[id]';
/** A form of an incident's page: the id is no incident's, and nothing was written in it. Leads back to where it stands. */
const incidentForm = (at: string) =>
  form(INCIDENT, staff(`${BACK}${INCIDENT}`, [...ADMIN, `303 ${INCIDENT}?flash=text&at=${at}`]));
/** Nothing waits under this id. */
const waitingForm = () => form(WAITING, staff(`${BACK}${WAITING}`, alike(`303 ${WAITING}?flash=gone`)));
const nowhere = (path: string) =>
  page(staff(`${TO_STAFF_SIGN_IN}?return=${path}`, alike('307 /staff/not-found')));

/** Incidents, and what waits for a second person: e2e/browser/incident.spec.ts has one of each. */
export const INCIDENTS_WEB = {
  '/staff/incidents/new': page(admins('/staff/incidents/new')),
  '/staff/incidents/exposure': page(
    staff(`${TO_STAFF_SIGN_IN}?return=/staff/incidents/exposure`, alike('200')),
  ),
  '/staff/incidents/ask': form(
    '/staff/incidents',
    staff(`${BACK}/staff/incidents/new`, [
      ...ADMIN,
      '303 /staff/incidents/new?on=&since=&endSessions=&revokeKeys=&guided=text',
    ]),
  ),
  [INCIDENT]: nowhere(INCIDENT),
  [`${INCIDENT}/report`]: nowhere(`${INCIDENT}/report`),
  [`${INCIDENT}/report/file`]: readOnly(staff(`${BACK}${INCIDENT}`, alike('404'))),
  [`${INCIDENT}/step`]: incidentForm('hold'),
  [`${INCIDENT}/wave`]: incidentForm('release'),
  // the reason is there, and the passkey's approval is not
  [`${INCIDENT}/close`]: form(INCIDENT, staff(`${BACK}${INCIDENT}`, alike('403'))),
  [WAITING]: nowhere(WAITING),
  [`${WAITING}/approve`]: waitingForm(),
  [`${WAITING}/refuse`]: waitingForm(),
};

const OWN_ACCOUNTS = '/staff/credentials/own-accounts';

/** Our own accounts at Wise: e2e/browser/own-accounts.spec.ts stores a token, with a passkey. */
export const OWN_ACCOUNTS_WEB = {
  [OWN_ACCOUNTS]: page(staff(`${TO_STAFF_SIGN_IN}?return=${OWN_ACCOUNTS}`, alike('200'))),
  [`${OWN_ACCOUNTS}/act`]: form(OWN_ACCOUNTS, staff(`${BACK}${OWN_ACCOUNTS}`, [...ADMIN, '400'])),
  [`${OWN_ACCOUNTS}/key`]: form(OWN_ACCOUNTS, staff('401', [...ADMIN, '400'])),
} as const;

/** What staff take out as a file to show elsewhere. */
export const REPORTS_WEB = {
  '/staff/credentials/readiness': page(
    staff(`${TO_STAFF_SIGN_IN}?return=/staff/credentials/readiness`, alike('200')),
  ),
  // which environment is not said
  '/staff/credentials/readiness/export': form(
    '/staff/credentials/readiness',
    staff('303 /staff/sign-in?return=/staff/credentials/readiness', alike('400')),
  ),
  '/staff/connections/[id]/support-packet': form(
    '/staff/connections/[id]',
    staff('303 /staff/sign-in?return=/staff/connections/[id]', alike('200')),
  ),
};
