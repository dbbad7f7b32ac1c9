import { isObject, type Memory } from './storage';

/**
 * How far a person has read a direct room, and, when they closed it, the time of the last event there was: with the next
 * one it comes back. A time, because it means the same after a restore from a backup, when a seq may be another event's.
 */
export type Mark = { readonly read: number; readonly closed: string | null };

/** The marks of one person in this browser. */
export type StoredMarks = { readonly user: string; readonly rooms: Readonly<Record<string, Mark>> };

export function isMarks(value: unknown): value is StoredMarks {
  if (!isObject(value) || typeof value['user'] !== 'string' || !isObject(value['rooms'])) return false;
  return Object.values(value['rooms']).every(
    (mark) =>
      isObject(mark) &&
      typeof mark['read'] === 'number' &&
      (mark['closed'] === null || typeof mark['closed'] === 'string'),
  );
}

/** Remembers marks beyond the page, for all tabs: each change begins with what another tab may have written. */
export class Marks {
  constructor(
    private readonly stored: Memory<StoredMarks>,
    private readonly me: () => string | undefined,
  ) {}

  /** Whether this browser has marks of this person: if not, what they missed elsewhere is no news here. */
  get known(): boolean {
    return this.stored.read()?.user === this.me();
  }

  get(room: string): Mark | undefined {
    return this.all()[room];
  }

  set(room: string, change: Partial<Mark>): void {
    const before = this.get(room) ?? { read: 0, closed: null };
    const after = { ...before, ...change };
    if (this.known && this.get(room) && before.read === after.read && before.closed === after.closed) return;
    this.write({ ...this.all(), [room]: after });
  }

  /** From now on, a room without a mark is news. */
  begin(): void {
    if (!this.known) this.write({});
  }

  private all(): StoredMarks['rooms'] {
    const stored = this.stored.read();
    return stored && stored.user === this.me() ? stored.rooms : {};
  }

  private write(rooms: StoredMarks['rooms']): void {
    const user = this.me();
    if (user !== undefined) this.stored.write({ user, rooms });
  }
}
