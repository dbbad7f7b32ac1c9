/** The smallest store that Svelte's `$store` understands. State is replaced, never changed in place. */
export class Store<T extends object> {
  private readonly readers = new Set<(value: T) => void>();

  constructor(private value: T) {}

  get(): T {
    return this.value;
  }

  set(change: Partial<T>): void {
    this.value = { ...this.value, ...change };
    for (const reader of [...this.readers]) reader(this.value);
  }

  subscribe(reader: (value: T) => void): () => void {
    this.readers.add(reader);
    reader(this.value);
    return () => void this.readers.delete(reader);
  }
}
