/** Makes ids that XML allows, the same every time: `Node_approve`, and `Node_approve_2` for a second one. */
export class Ids {
  private readonly taken = new Set<string>();

  /** @param name - any text; what an id may not hold is written as its code. */
  of(prefix: string, name: string): string {
    const wanted = `${prefix}_${name.replace(/[^A-Za-z0-9_.-]/g, (char) => `_x${char.charCodeAt(0).toString(16)}_`)}`;
    let id = wanted;
    for (let count = 2; this.taken.has(id); count++) id = `${wanted}_${count}`;
    this.taken.add(id);
    return id;
  }
}
