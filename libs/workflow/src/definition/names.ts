/** "checkApprove" → "Check approve": the title of a node that sets none. */
export function humanise(member: string): string {
  const words = splitWords(member).map((word) => (/^[A-Z]{2,}\d*$/.test(word) ? word : word.toLowerCase()));
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "OrderShipmentFlow" → "order-shipment": the stable name of a flow that sets none. */
export function kebab(className: string): string {
  return splitWords(withoutSuffix(className)).join('-').toLowerCase();
}

/** "OrderShipmentFlow" → "Order shipment": the title of a flow that sets none. */
export function flowTitle(className: string): string {
  return humanise(withoutSuffix(className));
}

/** The name of `candidates` closest to `wrong`, for "did you mean"; nothing when none is near. */
export function nearest(wrong: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(wrong.length / 2)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wrong.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function withoutSuffix(className: string): string {
  return className.length > 4 && className.endsWith('Flow') ? className.slice(0, -4) : className;
}

function splitWords(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter(Boolean);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
