export type { MenuEntry, PagesOptions } from './pages-options.js';
export type { Catalogue, WordKey } from './words/catalogue.js';
