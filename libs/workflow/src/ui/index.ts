export { localAddress } from './security/return-address.js';
export { WorkflowPages, type OwnPage } from './workflow-pages.js';
export type { MenuEntry, PagesOptions } from './pages-options.js';
export type { Catalogue, WordKey } from './words/catalogue.js';
