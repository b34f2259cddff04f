/** An answer to a browser. */
export interface Seen {
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
  /** Where a redirect leads. */
  readonly location: string | null;
}

const BROWSER_ACCEPT =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

/** A browser without scripts: it keeps cookies, reads forms and follows redirects when asked to. */
export class Browsing {
  /** By their name and path. */
  private readonly cookies = new Map<string, { name: string; value: string; path: string }>();

  constructor(
    private readonly url: string,
    private readonly user: string | undefined,
    private readonly headers: Record<string, string> = {},
  ) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Seen> {
    return this.send(path, { headers });
  }

  /** Sends the fields of a form as a browser does. */
  post(path: string, fields: Record<string, string | readonly string[]>, headers = {}): Promise<Seen> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      for (const one of [value].flat()) body.append(name, one);
    }
    return this.send(path, { method: 'POST', body, headers });
  }

  /** Fills in the form of a page that leads to `action`, and sends it. */
  submit(page: Seen, action: string, fields: Record<string, string | readonly string[]> = {}): Promise<Seen> {
    return this.post(action, { ...hidden(formOf(page.html, action)), ...fields });
  }

  /** Sends a form and goes where it leads. */
  async follow(answer: Seen): Promise<Seen> {
    if (answer.status !== 303)
      throw new Error(`Expected a redirect, but got ${answer.status}: ${answer.html}`);
    return this.get(answer.location ?? '');
  }

  cookie(name: string): string | undefined {
    return [...this.cookies.values()].find((one) => one.name === name)?.value;
  }

  setCookie(name: string, value: string): void {
    this.keep(name, value, '/');
  }

  private keep(name: string, value: string, path: string): void {
    this.cookies.set(JSON.stringify([name, path]), { name, value, path });
  }

  /** Those that reach an address, of the longer path first. */
  private cookiesFor(address: string): string {
    const { pathname } = new URL(address, this.url);
    return [...this.cookies.values()]
      .filter(({ path }) => path === '/' || pathname === path || pathname.startsWith(`${path}/`))
      .sort((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  private async send(path: string, init: RequestInit): Promise<Seen> {
    const cookie = this.cookiesFor(path);
    const response = await fetch(new URL(path, this.url), {
      ...init,
      redirect: 'manual',
      headers: {
        accept: BROWSER_ACCEPT,
        ...(this.user === undefined ? {} : { 'x-user': this.user }),
        ...(cookie === '' ? {} : { cookie }),
        ...this.headers,
        ...(init.headers as Record<string, string>),
      },
    });
    for (const text of response.headers.getSetCookie()) {
      const [pair = ''] = text.split(';');
      const [name = '', ...value] = pair.split('=');
      const where = /;\s*path=([^;]*)/i.exec(text)?.[1] ?? '/';
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(text))
        this.cookies.delete(JSON.stringify([name, where]));
      else this.keep(name, value.join('='), where);
    }
    const { status, headers } = response;
    return { status, headers, html: await response.text(), location: headers.get('location') };
  }
}

/** The form of a page that leads there. */
export function formOf(html: string, action: string): string {
  const forms = html.match(/<form[^>]*>[^]*?<\/form>/g) ?? [];
  const form = forms.find((one) => one.includes(`action="${action}" method="post"`));
  if (form === undefined) throw new Error(`Expected a form to ${action}, but there is none in:\n${html}`);
  return form;
}

/** The values of a form's hidden fields. */
export function hidden(form: string): Record<string, string> {
  const inputs = form.match(/<input type="hidden"[^>]*>/g) ?? [];
  return Object.fromEntries(
    inputs.map((input) => [
      /name="([^"]*)"/.exec(input)?.[1] ?? '',
      /value="([^"]*)"/.exec(input)?.[1] ?? '',
    ]),
  );
}

/** What of a page can be read: without tags, one space between words. */
export function text(html: string): string {
  return html
    .replace(/<(script|style)[^]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#34;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim();
}
