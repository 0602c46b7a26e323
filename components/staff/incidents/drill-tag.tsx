import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { Tag } from '../../ui/badge';

/** After the name of what is only practised. */
export function DrillTag() {
  return (
    <>
      {' '}
      <span className="ml-2 inline-block">
        <Tag>{guidedIncidentMessages.list.drill}</Tag>
      </span>
    </>
  );
}
