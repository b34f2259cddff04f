import { BlockTag, LayoutTag, toValueSync, type Template } from 'liquidjs';

/** What a template extends. */
export interface Layout {
  /** Its name, unless that is known only when the template is rendered. */
  readonly file: string | undefined;
}

/** A block that a template fills in its layout. */
export interface FilledBlock {
  readonly name: string;
  readonly token: Template['token'];
}

/** The `{% layout %}` of a template; nothing when it has none, or says `none`. */
export function layoutOf(templates: readonly Template[]): Layout | undefined {
  const tag = templates.find((one) => one instanceof LayoutTag) as { file?: unknown } | undefined;
  if (tag?.file === undefined) return undefined;
  return { file: typeof tag.file === 'string' ? tag.file : undefined };
}

/** The blocks that stand in no other block: what is within one of the layout's is the template's own. */
export function blocksFilled(templates: readonly Template[]): FilledBlock[] {
  return templates.flatMap((one) =>
    one instanceof BlockTag ? [{ name: one.block, token: one.token }] : blocksFilled(childrenOf(one)),
  );
}

/** The names of all blocks of a template, wherever in it. */
export function blocksIn(templates: readonly Template[]): string[] {
  return templates.flatMap((one) => [
    ...(one instanceof BlockTag ? [one.block] : []),
    ...blocksIn(childrenOf(one)),
  ]);
}

function childrenOf(template: Template): Template[] {
  return template.children ? toValueSync<Template[]>(template.children(false, true)) : [];
}
