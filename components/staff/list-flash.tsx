import { staffConnectionsMessages } from '#web/messages/staff/connections';
import { Notice } from '../ui/notice';

const { flash: messages } = staffConnectionsMessages;

/** What became of the form that led to the list. Anybody can type the word, so it says nothing about a person. */
export function ListFlash({ word }: { word: string | string[] | undefined }) {
  if (typeof word !== 'string' || !Object.hasOwn(messages, word)) return null;
  const { tone, title, text } = messages[word as keyof typeof messages];
  return (
    <div className="mb-6" role="status">
      <Notice tone={tone} title={title}>
        <p>{text}</p>
      </Notice>
    </div>
  );
}
