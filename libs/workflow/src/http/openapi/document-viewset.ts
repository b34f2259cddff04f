import type { Type } from '@nestjs/common';
import type { ViewsetScope } from '../viewset/viewset-scope.js';

/** Describes the routes of a viewset for OpenAPI, when `@nestjs/swagger` is installed. */
export function documentViewset(_controller: Type, _scope: ViewsetScope, _routes: readonly string[]): void {}
