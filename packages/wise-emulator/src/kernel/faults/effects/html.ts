import type { FaultEffect } from './effect';

const PAGE = `<!doctype html>
<html><head><title>One moment</title></head><body><h1>Checking your browser</h1></body></html>
`;

/** What a gateway in front of the API says in its place. */
export const html: FaultEffect = {
  answer: ({ status = 200 }) => ({
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: PAGE,
  }),
};
