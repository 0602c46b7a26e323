import type { ContractCall } from '../contract-wise';
import { ACCOUNT_CALLS } from './accounts';
import { BALANCE_CALLS } from './balances';
import { JOSE_CALLS } from './jose';
import { KYC_REVIEW_CALLS } from './kyc-reviews';
import { MOVEMENT_CALLS } from './movements';
import { QUOTE_CALLS } from './quotes';
import { RATE_CALLS } from './rates';
import { SCA_CALLS } from './sca';
import { SIGN_UP_CALLS } from './sign-up';
import { TOKEN_CALLS } from './tokens';
import { TRANSFER_CALLS } from './transfers';
import { USER_CALLS } from './users';
import { WEBHOOK_CALLS } from './webhooks';

/** A row for each subject's calls, which knows what its operations are asked with. */
export const CALLS: readonly ContractCall[] = [
  ...TOKEN_CALLS,
  ...USER_CALLS,
  ...SIGN_UP_CALLS,
  ...JOSE_CALLS,
  ...SCA_CALLS,
  ...WEBHOOK_CALLS,
  ...BALANCE_CALLS,
  ...RATE_CALLS,
  ...ACCOUNT_CALLS,
  ...QUOTE_CALLS,
  ...MOVEMENT_CALLS,
  ...TRANSFER_CALLS,
  ...KYC_REVIEW_CALLS,
];
