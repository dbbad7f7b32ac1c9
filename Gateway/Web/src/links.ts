export type Piece = { readonly text: string; readonly href: string | null };

const candidate = /https?:\/\/[^\s<>"“”«»]+/gi;

/** Cuts text into plain pieces and http(s) links. The pieces' texts joined are the text. */
export function splitLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(candidate)) {
    const shown = withoutTrailing(match[0]);
    const href = safeUrl(shown);
    if (href === null) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), href: null });
    pieces.push({ text: shown, href });
    from = match.index + shown.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), href: null });
  return pieces;
}

/** The sentence's own punctuation isn't the link's, nor is a bracket that was opened before it. */
function withoutTrailing(url: string): string {
  for (;;) {
    const last = url.at(-1) ?? '';
    const closes = { ')': '(', ']': '[', '}': '{' }[last];
    const unbalanced = closes !== undefined && url.split(last).length > url.split(closes).length;
    if (!unbalanced && !/[.,;:!?'’*_~]/.test(last)) return url;
    url = url.slice(0, -1);
  }
}

function safeUrl(text: string): string | null {
  try {
    const url = new URL(text);
    return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '' ? url.href : null;
  } catch {
    return null;
  }
}
