/** Around a part of a page that shows its newest entries: where those before are, and where the newest are again. */
export interface Older {
  readonly earlier: string | undefined;
  readonly newest: string | undefined;
}
