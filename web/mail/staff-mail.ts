import type { StaffRole } from '#lib/contract/people';
import { mailMessages } from '#web/messages/mail';
import { staffPeopleMessages } from '#web/messages/staff/people';
import type { Mail } from './send';

const KINDS = ['invitation', 'review_due'] as const;
export type StaffMailKind = (typeof KINDS)[number];

export const isStaffMailKind = (kind: string): kind is StaffMailKind => KINDS.some((each) => each === kind);

export type StaffMailFacts = {
  id: string;
  kind: StaffMailKind;
  to: string;
  role: StaffRole;
  /** The colleague who caused it. */
  sentBy: string | null;
};

export type StaffMailSetting = { partnerName: string; appUrl: string };

/** A message to staff: plain words and an address of ours that shows nothing without a sign-in. */
export function staffMail(facts: StaffMailFacts, { partnerName, appUrl }: StaffMailSetting): Mail {
  const texts = mailMessages.staff[facts.kind];
  const href = facts.kind === 'invitation' ? `${appUrl}/staff/sign-in` : `${appUrl}/staff/people/review`;
  const lines = texts.lines({
    partner: partnerName,
    href,
    address: facts.to,
    by: facts.sentBy,
    role: staffPeopleMessages.roles[facts.role].name,
  });
  return {
    to: facts.to,
    subject: texts.subject(partnerName),
    text: `${lines.join('\n')}\n`,
    messageId: `<staff-${facts.id}@${new URL(appUrl).hostname}>`,
  };
}
