import { Bidi } from '#components/ui/bidi';
import { Card } from '#components/ui/card';
import { DescriptionList } from '#components/ui/description-list';
import { Notice } from '#components/ui/notice';
import type { ConnectedView } from '#web/attempts/read-attempt';
import { attemptMessages } from '#web/messages/customer/attempts';
import { connectionMessages } from '#web/messages/customer/connection';
import { labels } from '#web/messages/labels';

const { facts } = connectionMessages;

/** Which profile an attempt connected, to be read before going on; and what became of it since. */
export function ConnectedProfile({ connection }: { connection: ConnectedView }) {
  return (
    <div className="space-y-4">
      <Card aria-label={attemptMessages.profile}>
        <DescriptionList
          items={[
            { term: facts.profile, value: <Bidi text={connection.profileName} className="font-semibold" /> },
            { term: facts.type, value: labels.profileType[connection.profileType] },
            { term: facts.profileNumber, value: connection.profileId },
          ]}
        />
      </Card>
      {connection.status === 'active' ? null : (
        <Notice tone="info" title={attemptMessages.since[connection.status]}>
          <p>
            <a href={`/connections/${connection.id}`} className="link">
              {attemptMessages.seeSince}
            </a>
          </p>
        </Notice>
      )}
    </div>
  );
}
