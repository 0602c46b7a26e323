import type { ReactNode } from 'react';
import { DisconnectForm } from '#components/staff/disconnect-form';
import { WithdrawalForm } from '#components/staff/withdrawal-form';
import { REASON_MAX_LENGTH } from '#lib/contract/follow-up';
import { WITHDRAWAL_REFERENCE_MAX_LENGTH, type Withdrawal } from '#lib/contract/withdrawals';
import type { StaffConnection } from '#web/connections/staff-detail';
import { withdrawalDays } from '#web/connections/withdrawal-form';
import { webEnv } from '#web/env/web-env';
import type { Typed } from '#web/staff/form-draft';

type EndProps = {
  connection: StaffConnection;
  csrf: string;
  isWithdrawal: boolean;
  /** What this person had typed before, in either form. */
  typed: Typed;
  /** What was wrong with it. */
  problem?: { field: 'reason' | keyof Withdrawal; text: string } | undefined;
  cancel: ReactNode;
};

/** The form of the question: why staff disconnect, or how the customer withdrew. */
export function End({ connection, csrf, isWithdrawal, typed, problem, cancel }: EndProps) {
  const path = `/staff/connections/${connection.id}/disconnect`;
  const shared = { connectionId: connection.id, csrf, cancel };
  if (!isWithdrawal) {
    return (
      <DisconnectForm
        {...shared}
        action={`${path}/confirm`}
        withdrawalHref={`${path}?by=customer`}
        error={problem?.text}
        reason={typed.reason}
        maxLength={REASON_MAX_LENGTH}
      />
    );
  }
  return (
    <WithdrawalForm
      {...shared}
      action={`${path}/confirm?by=customer`}
      days={withdrawalDays(connection.createdAt, webEnv().TIME_ZONE, new Date())}
      errors={problem && { [problem.field]: problem.text }}
      maxLength={WITHDRAWAL_REFERENCE_MAX_LENGTH}
      typed={typed}
    />
  );
}
