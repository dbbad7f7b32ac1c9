import type { Store } from './store';

export type Announcement = { readonly text: string; readonly at: string };

/** What the server said to everybody and this person hasn't put away, the newest first. */
export type AnnouncementsState = { readonly announcements: readonly Announcement[] };

/** More than these nobody reads: the oldest goes. */
const most = 5;

/** The server's announcements, until they are dismissed. */
export class Announcements {
  constructor(private readonly state: Pick<Store<AnnouncementsState>, 'get' | 'set'>) {}

  add({ text, at }: Announcement): void {
    const { announcements } = this.state.get();
    // Told twice, by two gateways' luck or a connection that came back, it is still one.
    if (announcements.some((each) => each.text === text && each.at === at)) return;
    this.state.set({ announcements: [{ text, at }, ...announcements].slice(0, most) });
  }

  dismiss(announcement: Announcement): void {
    const left = this.state.get().announcements.filter((each) => each !== announcement);
    this.state.set({ announcements: left });
  }
}
