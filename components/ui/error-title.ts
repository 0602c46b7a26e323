import { frameMessages } from '#web/messages/frame';

/** The title of a page whose form was refused: a screen reader reads the title first (WCAG 2.2 technique G199). */
export function errorTitle(title: string, error: string | undefined): string {
  return error === undefined ? title : frameMessages.errorTitle(title);
}
