export { localAddress } from './security/return-address.js';
export { WorkflowPages, type OwnPage } from './workflow-pages.js';
export { PageTemplate, type PageTemplateOptions } from './page-template.decorator.js';
export type { MenuEntry, PagesOptions } from './pages-options.js';
export type { Catalogue, WordKey } from './words/catalogue.js';
