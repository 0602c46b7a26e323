import { redirect } from 'next/navigation';

/**
 * What a page answers about something that is not there, or is somebody else's. No route has this address, so Next
 * answers it with app/not-found.tsx and 404: notFound() inside a page has an empty body without JavaScript.
 */
export function redirectToNotFound(): never {
  redirect('/not-found');
}
