/** The reactions within reach; any other emoji can be typed or picked with the system's own keyboard. */
export const commonEmoji: readonly { readonly emoji: string; readonly name: string }[] = [
  { emoji: '👍', name: 'Thumbs up' },
  { emoji: '❤️', name: 'Heart' },
  { emoji: '😂', name: 'Tears of joy' },
  { emoji: '🎉', name: 'Celebration' },
  { emoji: '😮', name: 'Surprise' },
  { emoji: '😢', name: 'Sad' },
  { emoji: '👀', name: 'Eyes' },
  { emoji: '✅', name: 'Done' },
];

const maxBytes = 64;
const symbol = /[\p{So}\p{Sm}\uFE0F\u20E3]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Why this is no reaction, or null. As the server has it: one character as people count them, drawn as a symbol. */
export function emojiProblem(text: string): string | null {
  if (text === '') return 'Enter an emoji.';
  const one = [...segmenter.segment(text)].length === 1;
  const fits = new TextEncoder().encode(text).length <= maxBytes;
  return one && fits && symbol.test(text) ? null : 'A reaction is one emoji.';
}
