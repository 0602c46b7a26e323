import type { Note } from '#web/connections/follow-up';
import { staffFollowUpMessages } from '#web/messages/staff/follow-up';
import { Bidi } from '../ui/bidi';
import { Button } from '../ui/button';
import { Textarea } from '../ui/field';
import { Phrase } from '../ui/sentence';
import { Time } from '../ui/time';
import { PostForm } from './follow-up';

const messages = staffFollowUpMessages.notes;

type NotesProps = {
  notes: readonly Note[];
  /** Who looks. */
  staffId: string;
  timeZone: string;
  /** Of a note, in characters. */
  maxLength: number;
  /** What whoever looks had typed before, and was not kept. */
  typed: string | undefined;
  /** Undefined: who looks may not add any. */
  acting: { path: string; csrf: string } | undefined;
};

/** What colleagues wrote about the connection, newest first, as they wrote it. */
export function Notes({ notes, staffId, timeZone, maxLength, typed, acting }: NotesProps) {
  return (
    <section aria-labelledby="notes" className="scroll-mt-6 pt-6">
      <h2 id="notes" className="mb-2 font-semibold text-lg">
        {messages.title}
      </h2>
      <p className="mb-4 text-muted text-sm leading-6">{messages.lead}</p>
      {notes.length === 0 ? (
        <p className="text-sm leading-6">{acting === undefined ? messages.noneViewer : messages.none}</p>
      ) : (
        <ol className="divide-y divide-line rounded-md border border-line">
          {notes.map((note) => (
            <li key={note.id} className="p-4 sm:px-6">
              <p className="max-w-prose whitespace-pre-line wrap-anywhere">
                <bdi>{note.text}</bdi>
              </p>
              <div className="mt-2 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 text-muted text-sm leading-6">
                <p className="min-w-0 wrap-anywhere">
                  <Phrase
                    parts={messages.by(
                      <Bidi text={note.author.name ?? note.author.email} cap={60} />,
                      <Time at={note.at} timeZone={timeZone} />,
                    )}
                  />
                </p>
                {acting !== undefined && note.author.id === staffId ? (
                  <PostForm acting={acting} action="/notes/withdraw">
                    <input type="hidden" name="note" value={note.id} />
                    <Button
                      tone="quiet"
                      busy={messages.withdrawing}
                      aria-label={messages.withdrawLabel(note.text.slice(0, 40))}
                    >
                      {messages.withdraw}
                    </Button>
                  </PostForm>
                ) : null}
              </div>
            </li>
          ))}
        </ol>
      )}
      {acting === undefined ? null : (
        <PostForm acting={acting} action="/notes" className="mt-4 space-y-3">
          <Textarea
            label={messages.label}
            hint={messages.hint(maxLength)}
            name="note"
            defaultValue={typed}
            required
            maxLength={maxLength}
          />
          <Button tone="quiet" busy={messages.adding}>
            {messages.add}
          </Button>
        </PostForm>
      )}
    </section>
  );
}
