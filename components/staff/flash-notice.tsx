import { Kept } from '../ui/auto-refresh';
import { Notice, type NoticeTone } from '../ui/notice';

type FlashNoticeProps<Word extends string> = {
  /** It comes from an address, which anybody can write: so it says nothing about a person or a thing. */
  word: string | undefined;
  texts: Readonly<Record<Word, { title: string; text: string }>>;
  tones: Readonly<Record<Word, NoticeTone>>;
};

/** What a form came to, as one word of a closed list, said once (`web/http/flash.ts`). */
export function FlashNotice<Word extends string>({ word, texts, tones }: FlashNoticeProps<Word>) {
  const isKnown = (given: string): given is Word => Object.hasOwn(texts, given);
  if (word === undefined || !isKnown(word)) return <Kept>{null}</Kept>;
  const { title, text } = texts[word];
  return (
    <Kept>
      <div className="mb-6">
        <Notice tone={tones[word]} title={title} role="status">
          <p>{text}</p>
        </Notice>
      </div>
    </Kept>
  );
}
