import { resolve } from 'node:path';
import ts from 'typescript';
import { documentation, optionsIn, type Option } from './option.js';

/** A node decorator, as its source tells it. */
export interface Decorator {
  /** `SplitFirst`. */
  readonly name: string;
  readonly text: string;
  /** What it throws while a process runs, as `@throws` says. */
  readonly throws: readonly string[];
  readonly options: readonly Option[];
}

/** The functions that return one of these are node decorators. */
const RETURNED = new Set(['NodeDecorator', 'MethodNodeDecorator']);

/** Every node decorator of the library, by the alphabet: the exports of `nodes/` that return a decorator. */
export function nodeDecorators(root = process.cwd()): Decorator[] {
  const entry = resolve(root, 'libs/workflow/src/nodes/index.ts');
  const config = ts.getParsedCommandLineOfConfigFile(
    resolve(root, 'tsconfig.json'),
    { noEmit: true },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  const program = ts.createProgram([entry], config?.options ?? {});
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  const exported = module ? checker.getExportsOfModule(module) : [];
  return exported
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .flatMap((symbol) => symbol.declarations?.find(ts.isFunctionDeclaration) ?? [])
    .flatMap((declaration) => decoratorOf(declaration, checker) ?? [])
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function decoratorOf(declaration: ts.FunctionDeclaration, checker: ts.TypeChecker): Decorator | undefined {
  const { type, name, parameters } = declaration;
  if (!name || !type || !ts.isTypeReferenceNode(type) || !RETURNED.has(type.typeName.getText()))
    return undefined;
  const [options] = parameters;
  return {
    name: name.text,
    text: documentation(name, checker),
    throws: ts
      .getJSDocTags(declaration)
      .filter((tag) => tag.tagName.text === 'throws')
      .map((tag) => (ts.isJSDocThrowsTag(tag) ? throwsText(tag) : '')),
    options: options ? optionsIn(checker.getTypeAtLocation(options), checker) : [],
  };
}

function throwsText(tag: ts.JSDocThrowsTag): string {
  const error = tag.typeExpression?.type.getText() ?? 'an error';
  const when = ts.getTextOfJSDocComment(tag.comment) ?? '';
  return `\`${error}\` ${when}`.replace(/\s+/g, ' ').trim();
}
