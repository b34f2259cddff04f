import { Inject, Injectable, Optional, type OnModuleInit, type Type } from '@nestjs/common';
import { HttpAdapterHost, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { FlowRegistry } from '../runtime/flow-registry.js';
import { activationMistakes } from './activation/activation-routes.js';
import { currentActivation } from './activation/current-activation.decorator.js';
import { unreadableRequests } from './errors/unreadable-requests.js';
import { documentActivation } from './openapi/document-activation.js';
import { documentViewset } from './openapi/document-viewset.js';
import { keepFromPipes, pathsOf } from './route-metadata.js';
import { scopeOf } from './viewset/define-viewset.js';
import { PAGES, type Pages } from './viewset/pages-port.js';
import { settleRoutes } from './viewset/settle-routes.js';
import { currentCall } from './viewset/viewset-call.js';

/**
 * Finds the controllers that viewsets and `@UseActivation` made ours. Before Nest maps routes, viewsets get theirs in
 * order and documented; once flows are compiled, all is checked.
 */
@Injectable()
export class HttpExplorer implements OnModuleInit {
  private readonly controllers: readonly Type[];

  constructor(
    modules: ModulesContainer,
    private readonly registry: FlowRegistry,
    private readonly host: HttpAdapterHost,
    @Optional() @Inject(PAGES) pages?: Pages,
  ) {
    const all = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
    this.controllers = all
      .map(({ metatype }) => metatype)
      .filter((type): type is Type => typeof type === 'function');
    for (const controller of this.controllers) {
      const scope = scopeOf(controller);
      if (scope) documentViewset(controller, scope, settleRoutes(controller), pages);
      else documentActivation(controller);
      for (const method of new MetadataScanner().getAllMethodNames(controller.prototype as object)) {
        keepFromPipes(controller, method, [currentCall, currentActivation]);
      }
    }
  }

  /** Requests that cannot be read fail before any route of ours sees them; between Nest's routes and its own handler. */
  onModuleInit(): void {
    const adapter = this.host.httpAdapter as
      { use?: (handler: unknown) => void; getType?: () => string } | undefined;
    if (adapter?.getType?.() !== 'express') return;
    const paths = this.controllers.filter(scopeOf).flatMap(pathsOf);
    adapter.use?.(unreadableRequests(paths.map((path) => path.split('/:', 1)[0] ?? '')));
  }

  /** What is wrong with every controller, a sentence each, now that flows are compiled. */
  mistakes(): string[] {
    return this.controllers.flatMap((controller) => [
      ...viewsetMistakes(controller, this.registry),
      ...activationMistakes(controller, this.registry),
    ]);
  }
}

function viewsetMistakes(controller: Type, registry: FlowRegistry): string[] {
  const scope = scopeOf(controller);
  // The other parts of a viewset show the same flows.
  const shown = scope?.part === 'root' || scope?.part === 'lone-flow' ? scope.flows : [];
  return shown
    .filter((flow) => !registry.all().some((known) => known.flowClass === flow))
    .map(
      ({ name }) =>
        `${controller.name} shows ${name}, which is not registered: add WorkflowModule.forFeature([${name}])`,
    );
}
