import { type Answer, Browser, formsOf, titleOf } from '#test/browser/http-browser';
import type { Wise } from './wise';

/** Presses the preset's button on the emulator's control page, as a developer does; returns the page after it. */
export async function pressPreset(wise: Wise, id: string, userId?: string): Promise<Answer> {
  const developer = new Browser();
  const page = await developer.get(`${wise.url}/__emulator`);
  const form = formsOf(page).find(({ fields }) => fields.preset === id);
  if (form === undefined) throw new Error(`the control page (${page.status}) has no button for "${id}"`);
  const user = userId === undefined ? {} : { user: userId };
  const answer = await developer.post(form.action, { ...form.fields, ...user });
  if (answer.location === undefined) throw new Error(`"${id}": ${answer.status} ${titleOf(answer)}`);
  return developer.get(answer.location);
}
