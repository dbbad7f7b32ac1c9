/** How near to the end still counts as being there, in CSS pixels. */
const slack = 48;

/** Keeps what the reader looks at in its place while the list changes above and below it. */
export class Scroller {
  private anchor: { element: Element; bottom: number } | null = null;

  constructor(private readonly list: () => HTMLElement | undefined) {}

  atEnd(): boolean {
    const list = this.list();
    return !list || list.scrollHeight - list.scrollTop - list.clientHeight < slack;
  }

  toEnd(): void {
    const list = this.list();
    if (list) list.scrollTop = list.scrollHeight;
  }

  /**
   * Before a change: the first event in sight (a day's line may not survive the change). By its lower edge, because a row loses its author line when an
   * older one of the same author comes before it.
   */
  remember(): void {
    const list = this.list();
    if (!list) return;
    const top = list.getBoundingClientRect().top;
    for (const element of list.querySelectorAll('[data-seq]')) {
      const { bottom } = element.getBoundingClientRect();
      if (bottom <= top) continue;
      this.anchor = { element, bottom };
      return;
    }
    this.anchor = null;
  }

  /** After it: scrolls that row to where it was. False when it is gone. */
  restore(): boolean {
    const list = this.list();
    if (!list || !this.anchor?.element.isConnected) return false;
    list.scrollTop += this.anchor.element.getBoundingClientRect().bottom - this.anchor.bottom;
    return true;
  }
}
