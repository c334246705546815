/**
 * A bounded map whose entries expire: for values held only in memory, and not for long.
 *
 * @param options.ttl milliseconds an entry lives
 * @param options.capacity the maximum number of entries; the oldest go first
 */
export class ExpiringMap<V> {
  /** In order of age: setting a key again makes it the youngest. */
  readonly #entries = new Map<string, { value: V; at: number }>();
  readonly #ttl: number;
  readonly #capacity: number;
  readonly #now: () => number;

  constructor(options: { ttl: number; capacity: number; now?: () => number }) {
    this.#ttl = options.ttl;
    this.#capacity = options.capacity;
    this.#now = options.now ?? (() => performance.now());
  }

  get(key: string): V | undefined {
    this.#forget();
    return this.#entries.get(key)?.value;
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, at: this.#now() });
    this.#forget();
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  #forget(): void {
    const since = this.#now() - this.#ttl;
    for (const [key, { at }] of this.#entries) {
      if (at > since && this.#entries.size <= this.#capacity) return;
      this.#entries.delete(key);
    }
  }
}
