import { backoff } from './backoff';
import { endsSession, TransportError } from './errors';
import type { Closing, RoomEvent } from './protocol';
import type { Later } from './timers';

/** One transport connection; used once. `closed` comes after `start` succeeded, exactly once. */
export type Link = {
  start(): Promise<void>;
  stop(): void;
  invoke(method: string, ...args: unknown[]): Promise<unknown>;
};

export type LinkEvents = {
  readonly events: (batch: readonly RoomEvent[]) => void;
  readonly closing: (error: Closing) => void;
  readonly closed: () => void;
};

/** `start` rejects with this when the server doesn't accept the token. */
export class Unauthorized extends Error {}

/** `retryAt`: milliseconds since 1970 of the next try, null while one is under way. */
export type Status =
  | { readonly kind: 'connecting' | 'connected' }
  | { readonly kind: 'reconnecting' | 'offline'; readonly retryAt: number | null };

export type ConnectionPorts = {
  readonly dial: (events: LinkEvents) => Link;
  readonly later: Later;
  readonly now: () => number;
  readonly random: () => number;
  /** What the browser says of the network. Only a hint: false may be wrong, so tries go on, slowly. */
  readonly online: () => boolean;
  readonly status: (status: Status) => void;
  readonly connected: () => void;
  readonly disconnected: () => void;
  readonly events: (batch: readonly RoomEvent[]) => void;
  readonly sessionEnded: () => void;
};

/** A connection that lasted less than this was no success: the pause before the next try keeps growing. */
const stable = 10_000;
const invokeTimeout = 15_000;
const dialTimeout = 20_000;

/** Keeps one link to the hub: dials, and after each loss dials again, with growing, jittered pauses. */
export class Connection {
  private link: Link | null = null;
  private isConnected = false;
  private wanted = false;
  private once = false;
  private attempt = 0;
  private since = 0;
  private cancelTimer: (() => void) | null = null;

  constructor(private readonly ports: ConnectionPorts) {}

  get connected(): boolean {
    return this.isConnected;
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.once = false;
    this.attempt = 0;
    void this.dial();
  }

  stop(): void {
    this.wanted = false;
    this.stopTimer();
    this.lose();
  }

  /** A person's wish, or a tab that came to the front, ends the pause. */
  tryNow(): void {
    if (!this.wanted || this.link) return;
    this.attempt = 0;
    void this.dial();
  }

  /** The browser has a network again: a try that hangs in the old one is given up. */
  networkBack(): void {
    if (this.isConnected) return;
    this.lose();
    this.tryNow();
  }

  /** The browser lost its network: the link is dead, though TCP would notice much later. */
  networkLost(): void {
    if (!this.wanted) return;
    this.lose();
    this.scheduleNext();
  }

  /** Rejects with ChatError when the server answered no, with TransportError when there was no answer. */
  invoke(method: string, ...args: unknown[]): Promise<unknown> {
    const link = this.link;
    if (!link || !this.isConnected) return Promise.reject(new TransportError('Not connected.'));
    return new Promise((resolve, reject) => {
      const cancel = this.ports.later(invokeTimeout, () =>
        reject(new TransportError('The server did not answer.')),
      );
      link
        .invoke(method, ...args)
        .then(resolve, reject)
        .finally(cancel);
    });
  }

  private async dial(): Promise<void> {
    this.stopTimer();
    let reason: Closing | null = null;
    const link: Link = this.ports.dial({
      events: (batch) => {
        if (this.link === link) this.ports.events(batch);
      },
      closing: (error) => (reason = error),
      closed: () => {
        if (this.link === link) this.closed(reason);
      },
    });
    this.link = link;
    this.ports.status(this.once ? this.waiting(null) : { kind: 'connecting' });
    this.cancelTimer = this.ports.later(dialTimeout, () => {
      this.lose();
      this.scheduleNext();
    });
    try {
      await link.start();
    } catch (error) {
      if (this.link !== link) return;
      this.stopTimer();
      this.link = null;
      if (error instanceof Unauthorized) this.endSession();
      else this.scheduleNext();
      return;
    }
    if (this.link !== link) return;
    this.stopTimer();
    this.isConnected = true;
    this.once = true;
    this.since = this.ports.now();
    this.ports.status({ kind: 'connected' });
    this.ports.connected();
  }

  private closed(reason: Closing | null): void {
    this.lose();
    if (reason && endsSession(reason.code)) this.endSession();
    else this.scheduleNext();
  }

  private scheduleNext(): void {
    if (!this.wanted) return;
    this.stopTimer();
    const wait = backoff(this.attempt++, this.ports.random);
    this.ports.status(this.waiting(this.ports.now() + wait));
    this.cancelTimer = this.ports.later(wait, () => void this.dial());
  }

  private endSession(): void {
    this.stop();
    this.ports.sessionEnded();
  }

  private lose(): void {
    const link = this.link;
    const was = this.isConnected;
    this.link = null;
    this.isConnected = false;
    if (was && this.ports.now() - this.since >= stable) this.attempt = 0;
    link?.stop();
    if (was) this.ports.disconnected();
  }

  private waiting(retryAt: number | null): Status {
    return { kind: this.ports.online() ? 'reconnecting' : 'offline', retryAt };
  }

  private stopTimer(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
  }
}
