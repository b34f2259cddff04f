import { basename, dirname } from 'node:path';
import ts from 'typescript';

/** A field of an object, as its docstring and its type tell it. */
export interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  readonly text: string;
}

/** A type of the vocabulary that an option's type speaks of. */
export interface Helper {
  readonly name: string;
  readonly text: string;
  /** Of an interface. */
  readonly fields: readonly Field[];
  /** Of an alias: what it stands for. */
  readonly type?: string;
}

/** An option of a node decorator. */
export interface Option extends Field {
  readonly helpers: readonly Helper[];
  /** `every node`: one that all have. `border`: one that attaches an event to the node's border. */
  readonly group: 'own' | 'every node' | 'border';
}

/** What stands for the names of nodes in the types of options. */
const NODE_NAMES = /\b(N|B|I|D|Then|Else)\b/g;

/** The options of a node decorator, those of its own kind first, all as they are declared. */
export function optionsIn(type: ts.Type, checker: ts.TypeChecker): Option[] {
  return checker.getPropertiesOfType(type).flatMap((property): Option[] => {
    const declaration = property.declarations?.find(ts.isPropertySignature);
    if (!declaration) return [];
    return [
      {
        ...fieldOf(declaration, checker),
        helpers: declaration.type ? helpersIn(declaration.type, checker) : [],
        group: groupOf(declaration),
      },
    ];
  });
}

function groupOf(declaration: ts.PropertySignature): Option['group'] {
  if (basename(dirname(declaration.getSourceFile().fileName)) === 'boundaries') return 'border';
  const owner = declaration.parent;
  return ts.isInterfaceDeclaration(owner) && owner.name.text === 'CommonNodeOptions' ? 'every node' : 'own';
}

function fieldOf(declaration: ts.PropertySignature, checker: ts.TypeChecker): Field {
  return {
    name: declaration.name.getText(),
    optional: declaration.questionToken !== undefined,
    type: declaration.type ? typeText(declaration.type) : 'unknown',
    text: documentation(declaration.name, checker),
  };
}

/** The types that a type speaks of and that stand in `nodes/`, each once. */
function helpersIn(type: ts.TypeNode, checker: ts.TypeChecker): Helper[] {
  const helpers = new Map<string, Helper>();
  const look = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node)) {
      const helper = helperOf(node.typeName, checker);
      if (helper) helpers.set(helper.name, helper);
    }
    ts.forEachChild(node, look);
  };
  look(type);
  return [...helpers.values()];
}

function helperOf(name: ts.EntityName, checker: ts.TypeChecker): Helper | undefined {
  const found = checker.getSymbolAtLocation(name);
  const symbol = found && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  const declaration = symbol?.declarations?.find(
    (one) => ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one),
  );
  if (!symbol || !declaration || !declaration.getSourceFile().fileName.includes('/src/nodes/'))
    return undefined;
  const text = textOf(symbol, checker);
  return ts.isInterfaceDeclaration(declaration)
    ? {
        name: symbol.name,
        text,
        fields: declaration.members.filter(ts.isPropertySignature).map((one) => fieldOf(one, checker)),
      }
    : { name: symbol.name, text, fields: [], type: typeText(declaration.type) };
}

function typeText(type: ts.TypeNode): string {
  const withoutComments = type.getText().replace(/\/\*\*[\s\S]*?\*\//g, '');
  return withoutComments
    .replace(/\s+/g, ' ')
    .replace(/^\| /, '')
    .replace(/\breadonly (?!unknown|N)/g, '')
    .replace(NODE_NAMES, 'NodeName')
    .replace(/activation: never/g, 'activation: Activation')
    .replace(/error: never/g, 'error: Error')
    .replace(/<NodeName>/g, '');
}

/** The text of a docstring, without its tags. */
export function documentation(name: ts.Node, checker: ts.TypeChecker): string {
  const symbol = checker.getSymbolAtLocation(name);
  return symbol ? textOf(symbol, checker) : '';
}

function textOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return text.replace(/\{@link (\w+)\s*\}/g, '`$1`');
}
