import { backoff } from './backoff';
import { ChatError, endsSession, isPassing, TransportError } from './errors';
import type { Notice, RoomEvent } from './protocol';
import type { Later } from './timers';

/**
 * One transport connection; used once. `start` rejects with ChatError when the server said why. `closed` comes
 * after it succeeded, exactly once.
 */
export type Link = {
  start(): Promise<void>;
  stop(): void;
  invoke(method: string, ...args: unknown[]): Promise<unknown>;
};

export type LinkEvents = {
  readonly events: (batch: readonly RoomEvent[]) => void;
  readonly notice: (notice: Notice) => void;
  /** `reason`: what the server said before it closed; null when it said nothing. */
  readonly closed: (reason: ChatError | null) => void;
};

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
  readonly notice: (notice: Notice) => void;
  /** The server closed the connection for a reason that a person should know. It is tried again all the same. */
  readonly refused: (reason: ChatError) => void;
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
    const link: Link = this.ports.dial({
      events: (batch) => {
        if (this.link === link) this.ports.events(batch);
      },
      notice: (notice) => {
        if (this.link === link) this.ports.notice(notice);
      },
      closed: (reason) => {
        if (this.link !== link) return;
        this.lose();
        this.goOn(reason);
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
      this.goOn(error instanceof ChatError ? error : null);
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

  /** After a loss, or a try that failed, for a reason that the server may have given. */
  private goOn(reason: ChatError | null): void {
    if (reason && endsSession(reason.code)) {
      this.stop();
      this.ports.sessionEnded();
      return;
    }
    if (reason && !isPassing(reason.code)) this.ports.refused(reason);
    this.scheduleNext();
  }

  private scheduleNext(): void {
    if (!this.wanted) return;
    this.stopTimer();
    const wait = backoff(this.attempt++, this.ports.random);
    this.ports.status(this.waiting(this.ports.now() + wait));
    this.cancelTimer = this.ports.later(wait, () => void this.dial());
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
