import { xmlText } from '../definition/xml-text.js';

/** A piece of SVG whose text is escaped already; only {@link element} and {@link text} make it. */
export type Markup = string & { readonly __markup: true };

/** Attributes; what is undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with its attributes and children. Everything in it is escaped. */
export function element(name: string, attributes: Attributes, ...children: readonly Markup[]): Markup {
  const written = Object.entries(attributes)
    .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('');
  const start = `<${name}${written}`;
  return (children.length === 0 ? `${start}/>` : `${start}>${children.join('')}</${name}>`) as Markup;
}

/** Text between tags. */
export function text(content: string): Markup {
  return escaped(content) as Markup;
}

function escaped(content: string): string {
  return xmlText(content).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
