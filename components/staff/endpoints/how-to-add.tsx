import { staffEndpointMessages as messages } from '#web/messages/staff/endpoints';
import { Command } from '../credentials/command';

/** Where endpoints and their secrets come from: not from these pages, which no secret may reach. */
export function HowToAdd() {
  return (
    <div className="mt-6 max-w-prose space-y-2 text-muted text-sm leading-6" data-screen-only>
      <p>{messages.howToAdd}</p>
      <p>{messages.keyFor}</p>
      <Command text={messages.keyCommand} />
    </div>
  );
}
