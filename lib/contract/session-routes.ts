import {
  completeSessionSchema,
  createConnectSessionSchema,
  createPortalSessionSchema,
  SESSION_ANSWERS,
  SESSION_FAILURES,
} from './connect-sessions';
import type { PartnerRoute } from './partner-api';
import { ANY_REQUEST, ONE_CONNECTION } from './partner-problems';

/** Sessions of customers who are signed in with the partner (design 4.22). */
export const SESSION_ROUTES = {
  createConnectSession: {
    method: 'post',
    path: '/v1/connect-sessions',
    summary: 'Let a customer who is signed in with you connect Wise',
    scope: 'sessions:write',
    body: createConnectSessionSchema,
    answerName: 'CreatedSession',
    answer: SESSION_ANSWERS.created,
    errors: [...ONE_CONNECTION, ...SESSION_FAILURES.createConnect],
  },
  getConnectSession: {
    method: 'get',
    path: '/v1/connect-sessions/:id',
    summary: 'How a connect session stands',
    scope: 'sessions:write',
    answerName: 'ConnectSession',
    answer: SESSION_ANSWERS.connect,
    errors: ONE_CONNECTION,
  },
  completeConnectSession: {
    method: 'post',
    path: '/v1/connect-sessions/:id/complete',
    summary: 'Confirm that the customer of the session is the one who came back from Wise',
    scope: 'sessions:write',
    body: completeSessionSchema,
    answerName: 'ConnectSession',
    answer: SESSION_ANSWERS.connect,
    errors: [...ONE_CONNECTION, ...SESSION_FAILURES.complete],
  },
  createPortalSession: {
    method: 'post',
    path: '/v1/portal-sessions',
    summary: 'Let a customer who is signed in with you see their connections here',
    scope: 'sessions:write',
    body: createPortalSessionSchema,
    answerName: 'CreatedSession',
    answer: SESSION_ANSWERS.created,
    errors: [...ANY_REQUEST, ...SESSION_FAILURES.createPortal],
  },
  completePortalSession: {
    method: 'post',
    path: '/v1/portal-sessions/:id/complete',
    summary: 'Confirm that the customer of the portal session is in that browser',
    scope: 'sessions:write',
    body: completeSessionSchema,
    answerName: 'PortalSession',
    answer: SESSION_ANSWERS.portal,
    errors: [...ONE_CONNECTION, ...SESSION_FAILURES.complete],
  },
  endPortalSession: {
    method: 'post',
    path: '/v1/portal-sessions/:id/end',
    summary: 'End a portal session: the customer signed out with you',
    scope: 'sessions:write',
    answerName: 'PortalSession',
    answer: SESSION_ANSWERS.portal,
    errors: ONE_CONNECTION,
  },
} as const satisfies Record<string, PartnerRoute>;
