import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { PagesOptions } from 'nestflow';

/** The demo's templates: its own pages, and what takes the place of the library's. */
const TEMPLATES = fileURLToPath(new URL('./templates/', import.meta.url));

/** Files that pages load, served at `/demo/`. */
export const ASSETS = fileURLToPath(new URL('./assets/', import.meta.url));

/** How the library's pages look in the demo. */
export function pages(secret: string): PagesOptions {
  return {
    title: 'Nestflow demo',
    templates: TEMPLATES,
    stylesheets: ['/demo/demo.css'],
    signIn: '/login',
    signOut: '/logout',
    menu: [
      { title: 'Payments', url: '/workflow/invoice/payments', icon: 'list' },
      { title: 'API', url: '/api' },
    ],
    secret: createHash('sha256').update(`pages ${secret}`).digest('hex'),
  };
}
