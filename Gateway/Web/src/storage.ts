/** A place for one value that outlives the page. */
export type Memory<T> = { read(): T | null; write(value: T | null): void };

/** One remembered JSON value. A browser may forbid storage or hold nonsense: both read as null. */
export class Stored<T> implements Memory<T> {
  constructor(
    readonly key: string,
    private readonly area: () => Storage,
    private readonly isValid: (value: unknown) => value is T,
  ) {}

  read(): T | null {
    try {
      const value: unknown = JSON.parse(this.area().getItem(this.key) ?? 'null');
      return this.isValid(value) ? value : null;
    } catch {
      return null;
    }
  }

  write(value: T | null): void {
    try {
      if (value === null) this.area().removeItem(this.key);
      else this.area().setItem(this.key, JSON.stringify(value));
    } catch {
      // Full or forbidden: the page works on, it only forgets at the next load.
    }
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
