import type { ConnectionStatus, Environment } from '#lib/db/generated/enums';
import { labels } from '#web/messages/labels';
import { staffConnectionsMessages } from '#web/messages/staff/connections';
import { Badge, Tag } from '../ui/badge';
import { STATUS_TONES } from './health-text.ts';

type Facts = { status: ConnectionStatus; frozen: boolean; environment: Environment };

/** The status in a word with its icon, the frozen flag beside it, and the environment when it is not production. */
export function StatusBadges({ status, frozen, environment }: Facts) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
      <Badge tone={STATUS_TONES[status]}>{labels.status[status]}</Badge>
      {frozen ? (
        <Badge tone="info" icon="pause">
          {staffConnectionsMessages.frozen}
        </Badge>
      ) : null}
      {environment === 'production' ? null : <Tag>{labels.environment[environment]}</Tag>}
    </span>
  );
}
