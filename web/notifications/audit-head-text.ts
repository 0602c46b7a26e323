import type { News } from '#lib/contract/staff-news';
import { staffNewsMessages as messages } from '#web/messages/staff/news';

type Head = Extract<News, { kind: 'audit_head' }>['about'];

/** The head in the form that the verifier of an export takes. */
export function auditHeadText(
  { sequence, mac, day, signature }: Head,
  partnerName: string,
): { subject: string; lines: string[] } {
  return {
    subject: messages.auditHead(partnerName, day),
    lines: [messages.auditHeadText, '', `${sequence}:${mac}:${day}:${signature}`],
  };
}
