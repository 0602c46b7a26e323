import { staffSettingsMessages } from '#web/messages/staff/settings';
import { Button } from '../../ui/button';
import { FlashNotice } from '../flash-notice';

const { chat: messages } = staffSettingsMessages;

const TONES = {
  taken: 'good',
  none: 'info',
  refused: 'bad',
  refused_target: 'bad',
  timeout: 'bad',
  unknown_host: 'bad',
  tls: 'bad',
  network: 'bad',
} as const satisfies Record<keyof typeof messages.flash, string>;

type ChatTestProps = {
  /** What the last try came to, as the address has it. */
  flash: string | undefined;
  csrf: string;
};

/** Whether the staff's chat takes a message, tried at the press of a button. */
export function ChatTest({ flash, csrf }: ChatTestProps) {
  return (
    <section aria-labelledby="chat" className="mt-8 border-line border-t pt-6" data-screen-only>
      <h2 id="chat" className="font-semibold text-lg">
        {messages.title}
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-muted text-sm leading-6">{messages.text}</p>
      <FlashNotice word={flash} texts={messages.flash} tones={TONES} />
      <form method="post" action="/staff/settings/chat-test">
        <input type="hidden" name="csrf" value={csrf} />
        <Button tone="quiet" busy={messages.sending}>
          {messages.submit}
        </Button>
      </form>
    </section>
  );
}
