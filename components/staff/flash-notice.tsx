import { Notice, type NoticeTone } from '../ui/notice';

type FlashNoticeProps<Word extends string> = {
  /** As the address has it: anybody can type one, so it says nothing about a person or a thing. */
  word: string | string[] | undefined;
  texts: Readonly<Record<Word, { title: string; text: string }>>;
  tones: Readonly<Record<Word, NoticeTone>>;
};

/** What a form came to, carried by the address of the page as one word of a closed list. */
export function FlashNotice<Word extends string>({ word, texts, tones }: FlashNoticeProps<Word>) {
  const isKnown = (given: string): given is Word => Object.hasOwn(texts, given);
  if (typeof word !== 'string' || !isKnown(word)) return null;
  const { title, text } = texts[word];
  return (
    <div className="mb-6">
      <Notice tone={tones[word]} title={title} role="status">
        <p>{text}</p>
      </Notice>
    </div>
  );
}
