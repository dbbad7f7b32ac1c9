const message = '[data-testid=message]';

/** Up and Down go from message to message once one of them, or their list, has the focus. Says whether it moved. */
export function moveAmongMessages(list: HTMLElement, event: KeyboardEvent): boolean {
  const { key, target } = event;
  if ((key !== 'ArrowUp' && key !== 'ArrowDown') || event.altKey || event.ctrlKey || event.metaKey)
    return false;
  if (!(target instanceof HTMLElement) || target.matches('textarea, input, dialog *')) return false;
  const rows = [...list.querySelectorAll<HTMLElement>(message)];
  const from = rows.findIndex((row) => row.contains(target));
  // From the list itself one comes to its newest message; Down scrolls on, as ever.
  if (from < 0 && key === 'ArrowDown') return false;
  const to = from < 0 ? rows.length - 1 : from + (key === 'ArrowUp' ? -1 : 1);
  const row = rows[to];
  if (!row) return false;
  event.preventDefault();
  row.focus();
  return true;
}
