import { Bidi } from '#components/ui/bidi';
import { Card } from '#components/ui/card';
import { DescriptionList } from '#components/ui/description-list';
import { Notice } from '#components/ui/notice';
import type { ConnectedView } from '#web/attempts/read-attempt';

/** Which profile an attempt connected, to be read before going on; and what became of it since. */
export function ConnectedProfile({ connection }: { connection: ConnectedView }) {
  return (
    <div className="space-y-4">
      <Card aria-label="The connected Wise profile">
        <DescriptionList
          items={[
            { term: 'Wise profile', value: <Bidi text={connection.profileName} className="font-semibold" /> },
            { term: 'Type', value: connection.profileType === 'business' ? 'Business' : 'Personal' },
            { term: 'Profile number', value: connection.profileId },
          ]}
        />
      </Card>
      {connection.status === 'active' ? null : (
        <Notice
          tone="info"
          title={connection.status === 'disconnected' ? 'It has been disconnected' : 'It needs reconnecting'}
        >
          <p>
            <a href={`/connections/${connection.id}`} className="link">
              See what happened
            </a>
          </p>
        </Notice>
      )}
    </div>
  );
}
