import type { ErrorCode } from '#lib/errors/codes';
import type { RefusalStatus } from '#lib/net/request-fault';
import { inLanguage } from './language';

/** What a person reads when their request failed with this code. For programs see lib/errors/codes.ts. */
const byCode: Record<ErrorCode, string> = {
  BAD_REQUEST: 'The request isn’t valid. Please check it and try again.',
  NOT_SIGNED_IN: 'Please sign in to continue.',
  SIGN_IN_TOO_OLD: 'For your safety, please sign in again to do this.',
  API_KEY_REFUSED: 'The API key is missing, unknown or revoked.',
  API_KEY_EXPIRED: 'This API key has expired.',
  API_KEY_NOT_HERE: 'This API key can’t be used from here.',
  ENVIRONMENT_NOT_ALLOWED: 'This API key is for the other environment.',
  API_KEY_QUOTA_USED: 'This API key has been used for as many connections as it may in an hour.',
  INTERNAL_KEY_REFUSED: 'The internal key is missing or wrong.',
  FORBIDDEN: 'Your role doesn’t allow this.',
  SCOPE_MISSING: 'This API key isn’t allowed to do this.',
  CALL_NOT_ALLOWED: 'We don’t make that kind of call to Wise.',
  PROFILE_NOT_GRANTED: 'This call names a profile that wasn’t connected.',
  STEP_UP_REQUIRED:
    'This has to be approved with your passkey, within two minutes. Nothing was done. Please go back and try again.',
  CROSS_SITE_REQUEST: 'This request didn’t come from our own page. Please go back and try again.',
  NOT_FOUND: 'It may have moved, or you may not have access.',
  METHOD_NOT_ALLOWED: 'This address doesn’t take that kind of request.',
  CONFLICT: 'Something else changed this at the same moment. Please try again.',
  APPROVAL_NOT_POSSIBLE: 'Wise asks for an approval that can’t be given for this token.',
  SCA_REQUIRED: 'The customer has to approve this at Wise first.',
  CHALLENGE_USED: 'This approval has already been used. An approval works once.',
  CHALLENGE_EXPIRED: 'This approval has expired.',
  PASSKEY_CODE_REFUSED: 'This code is wrong, has been used or has expired. Ask an admin for a new one.',
  PASSKEY_REFUSED: 'This passkey couldn’t be verified. Please try again.',
  LAST_PASSKEY: 'This is your only passkey. Add another one first.',
  FACTOR_REFUSED: 'Wise didn’t accept that.',
  FACTOR_NOT_SET_UP: 'This hasn’t been set up at Wise.',
  FACTOR_EXISTS: 'This has already been set up at Wise.',
  FACTORS_LOCKED: 'There were too many wrong attempts. Please try again in 15 minutes.',
  CHALLENGE_MISMATCH: 'This approval is for something else.',
  CONNECTION_NEEDS_RECONNECT: 'The customer has to connect Wise again.',
  CONNECTION_DISCONNECTED: 'This connection was disconnected. That can’t be undone.',
  CONNECTION_FROZEN: 'This connection is frozen. No tokens are issued for it.',
  ACCESS_ON_HOLD: 'Access to Wise is paused for now. Nothing was done. Please try again later.',
  REQUEST_TOO_SLOW: 'The request didn’t arrive completely in time. Please send it again.',
  BODY_TOO_LARGE: 'The request is too large.',
  MEDIA_TYPE_NOT_TAKEN: 'This kind of content isn’t passed on.',
  HEADERS_TOO_LARGE: 'The request’s headers are too large. Please send fewer or shorter ones.',
  TOO_MANY_REQUESTS: 'You’ve tried that too often in a short time. Nothing was done.',
  WISE_RATE_LIMITED: 'Wise limits our calls right now. Please try again soon.',
  SIGNATURE_NOT_VERIFIED: 'None of the keys we have made this signature.',
  RECORD_REFUSED: 'A stored record didn’t pass its checks and wasn’t used.',
  KEY_UNKNOWN:
    'A key we need for this is missing from our configuration. Our staff pages show an alarm for it.',
  INTERNAL: 'Something went wrong on our side. Please try again.',
  WISE_UNAVAILABLE: 'We can’t reach Wise right now. Please try again soon.',
  WISE_TOKEN_REFUSED: 'Wise didn’t accept our access. Nothing was done.',
  WISE_ANSWER_LOST: 'Wise didn’t answer properly. The request may have gone through, so please check first.',
  WISE_NOT_ALLOWED: 'Wise doesn’t allow us to do this.',
  WISE_REFUSED_EMAIL: 'Wise doesn’t accept this email address.',
  WISE_REFUSED_REQUEST: 'Wise doesn’t accept what was sent.',
  WISE_USER_DIFFERS: 'There’s already a Wise user for this customer, with another email address.',
  WISE_USER_EXISTS: 'The Wise account belongs to the customer. They can connect it themselves.',
  EVENT_URL_REFUSED: 'We don’t send events to that address.',
  RETURN_URL_NOT_ALLOWED: 'We don’t send anybody back to that address.',
  COMPLETION_CODE_REFUSED: 'This code doesn’t belong to this session.',
  COMPLETION_CODE_USED: 'This code was already used.',
  SESSION_OVER: 'This took too long, or was ended. Please start again.',
  CONFIGURATION_WRONG: 'The link to Wise isn’t set up correctly here. Our staff pages show an alarm for it.',
  ENVIRONMENT_OFF: 'This environment of Wise isn’t set up here.',
  CLIENT_REFUSED: 'Wise rejected our client credentials. Our staff pages show an alarm for it.',
  TOKEN_NOT_READY: 'The token is being renewed. Please try again in a moment.',
  DATABASE_UNAVAILABLE: 'We can’t load your information right now. Please try again.',
  VAULT_UNAVAILABLE: 'We can’t do this right now. Please try again soon.',
};

const titles: Readonly<Record<number, string>> = {
  400: 'We couldn’t read that',
  403: 'That isn’t allowed',
  404: 'Page not found',
  409: 'Something changed in the meantime',
  413: 'That was too large',
  429: 'Please wait a moment',
  503: 'We’ll be right back',
};

/** True of every request that is refused unread: a code from Wise or a sign-in's is not spent. */
const NOTHING_DONE =
  'Nothing has changed. If you were coming back from Wise or from signing in, start that again.';

const UNREADABLE = {
  title: 'We can’t read that request',
  paragraphs: [
    'The address isn’t one of ours, or the request was changed on its way. Check the address, or start from the first page.',
    NOTHING_DONE,
  ],
};

const unread: Record<RefusalStatus, { title: string; paragraphs: readonly string[] }> = {
  400: UNREADABLE,
  417: UNREADABLE,
  421: UNREADABLE,
  408: {
    title: 'That took too long to arrive',
    paragraphs: ['Your connection may be slow or interrupted. Check it and try again.', NOTHING_DONE],
  },
  413: {
    title: 'That was too large',
    paragraphs: ['The request is larger than anything this site takes.', NOTHING_DONE],
  },
  431: {
    title: 'Your browser sends too many cookies',
    paragraphs: [
      'Each request carries the cookies of this site and of others under the same domain. Together they’re too large. ' +
        'Delete them in your browser’s settings, or open this site in a private window.',
      NOTHING_DONE,
    ],
  },
};

const UNHARMED = 'Nothing has changed, and your Wise connections aren’t affected.';

const en = {
  byCode,
  titles,
  otherTitle: 'Something went wrong',
  goBack: 'Go back',
  tryAgainIn: (minutes: number) =>
    `You can try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
  unread,
  firstPage: 'Go to the first page',
  /** Where no page can be made any more. */
  bare: { notFound: 'Not found\n', failed: 'Something went wrong.\n' },
  notFound: {
    title: 'Page not found',
    text: 'It may have moved, or you may not have access. If you followed a link, it may be cut off.',
    next: 'Go to your connections',
  },
  staffNotFound: {
    title: 'Page not found',
    text: 'It may have moved, or the address may be cut off. To find a connection, search for its whole ID or for the customer.',
    next: 'All connections',
  },
  forbidden: {
    title: 'Your role doesn’t allow this',
    text: 'You’re signed in, but that page is for other roles. If you need it, ask an admin for the role.',
    next: 'All connections',
  },
  failed: {
    paragraphs: ['We couldn’t show this page. The error has been logged.', UNHARMED],
    reference: (digest: string) => `Reference: ${digest}`,
    next: 'Try again',
  },
  away: {
    title: 'We’ll be right back',
    paragraphs: (seconds: number) => [
      'We can’t load your information right now.',
      UNHARMED,
      `This page tries again every ${seconds} seconds. You can leave it open.`,
    ],
    next: 'Try again now',
  },
};

/** The pages of failures. */
export const errorMessages = inLanguage({ en });
