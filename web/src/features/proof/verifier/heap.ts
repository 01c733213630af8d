interface Item<T> {
  key: number;
  value: T;
}

/** A queue of which the item with the lowest key is the next. */
export class Heap<T> {
  readonly #items: Item<T>[] = [];

  peek(): Item<T> | undefined {
    return this.#items[0];
  }

  push(key: number, value: T): void {
    const item = { key, value };
    let at = this.#items.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#items[above] as Item<T>;
      if (parent.key <= key) break;
      this.#items[at] = parent;
      at = above;
    }
    this.#items[at] = item;
  }

  pop(): void {
    const item = this.#items.pop();
    if (!item || this.#items.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      const [left, right] = [this.#items[below], this.#items[below + 1]];
      if (!left) break;
      const child = right && right.key < left.key ? right : left;
      if (child === right) below++;
      if (item.key <= child.key) break;
      this.#items[at] = child;
      at = below;
    }
    this.#items[at] = item;
  }
}
