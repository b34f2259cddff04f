import type { Provider } from '@nestjs/common';
import { ConfigurationError } from '../errors.js';
import { PAGES } from '../http/viewset/pages-port.js';
import { missingPeers } from './asset-files.js';
import { Assets } from './assets.js';
import { ConflictPages } from './conflict-pages.js';
import { Diagrams } from './diagrams.js';
import { ErrorPages } from './error-pages.js';
import { FramedPages } from './framed-pages.js';
import type { Page, PageAction } from './page.js';
import { PageForms } from './page-forms.js';
import { ALL_PAGES, PageRegistry } from './page-registry.js';
import { PageRenderer } from './page-renderer.js';
import { PageServer } from './page-server.js';
import { PAGES_OPTIONS, type PagesOptions } from './pages-options.js';
import { BUILT_IN_PAGES } from './pages/index.js';
import { ProcessComments } from './pages/process-comments.js';
import { ProcessPages } from './pages/process-pages.js';
import { RefusedActions } from './pages/refused-actions.js';
import { TaskPages } from './pages/task-pages.js';
import { People } from './people.js';
import { Readers } from './readers.js';
import { Templates } from './rendering/templates.js';
import { Csrf } from './security/csrf.js';
import { Flashes } from './security/flash.js';
import { Seal } from './security/seal.js';
import { Languages } from './words/languages.js';
import { WorkflowPages } from './workflow-pages.js';

/**
 * Whether there are pages. Those that were not asked for are left out when their packages are.
 *
 * @throws {ConfigurationError} when pages were asked for and a package is missing.
 */
export function pagesOptions(given: PagesOptions | false | undefined): PagesOptions | false {
  if (given === false) return false;
  const missing = missingPeers();
  if (missing.length === 0) return given ?? {};
  if (given === undefined) return false;
  throw new ConfigurationError(
    `Expected ${missing.join(' and ')} to be installed for pages, but found none: npm install ${missing.join(' ')}, or set 'pages: false'.`,
  );
}

/** The ui room's share of the core module, beside `PAGES_OPTIONS`. */
export const UI_PROVIDERS: Provider[] = [
  Assets,
  Languages,
  Readers,
  Templates,
  Seal,
  Csrf,
  Flashes,
  PageForms,
  People,
  PageRenderer,
  FramedPages,
  ErrorPages,
  ConflictPages,
  ProcessComments,
  TaskPages,
  RefusedActions,
  Diagrams,
  ProcessPages,
  PageRegistry,
  PageServer,
  WorkflowPages,
  ...BUILT_IN_PAGES,
  {
    provide: ALL_PAGES,
    inject: [...BUILT_IN_PAGES],
    useFactory: (...pages: (Page | PageAction)[]) => pages,
  },
  {
    provide: PAGES,
    inject: [PAGES_OPTIONS, PageServer],
    useFactory: (options: PagesOptions | false, server: PageServer) =>
      options === false ? undefined : server,
  },
];
